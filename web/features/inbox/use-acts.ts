import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { applyRow, findRow } from './cache.ts'
import { inbox, type Changed, type ConversationRow } from './inbox-api.ts'

interface Act {
  rows: readonly ConversationRow[]
  /** Past tense: "Resolved". */
  title: string
  patch: Partial<ConversationRow>
  patchOf?: (row: ConversationRow) => Partial<ConversationRow>
  send: (row: ConversationRow) => Promise<Changed>
  /** Runs with the undo: opens what was closed. */
  onUndo?: (() => void) | undefined
  quiet?: boolean
}

export type Acts = ReturnType<typeof useActs>

/** What can be done to conversations: shown at once, taken back by the toast, put back when it is refused. */
export function useActs() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const { memberId } = useMe()

  const undo = useMutation({
    mutationFn: (ids: readonly string[]) =>
      Promise.all(ids.map((undoId) => unwrap(inbox.undo.$post({ json: { undoId } })))),
    meta: { failed: 'It could not be taken back' },
    onSuccess: (done) => {
      for (const { conversation } of done) applyRow(queries, conversation, { memberId })
      void queries.invalidateQueries({ queryKey: ['inbox', 'counts'] })
    },
  })

  const perform = useMutation({
    meta: { quiet: true },
    mutationFn: (act: Act) => Promise.allSettled(act.rows.map((row) => act.send(row))),
    onMutate: (act) => {
      for (const row of act.rows) {
        applyRow(queries, { ...row, ...act.patch, ...act.patchOf?.(row) }, { memberId, force: true })
      }
    },
    onSuccess: (results, act) => {
      const undoIds: string[] = []
      for (const [index, result] of results.entries()) {
        const row = act.rows[index]
        if (result.status === 'fulfilled') {
          applyRow(queries, result.value.conversation, { memberId })
          if (result.value.undoId) undoIds.push(result.value.undoId)
        } else if (row) {
          // Back to what the server last said, with whatever has come since.
          applyRow(queries, row, { memberId, force: true })
          void queries.invalidateQueries({ queryKey: ['inbox', 'conversation', row.id] })
          toasts.show({
            title: `${row.contact.name}: not changed`,
            detail: causeOf(result.reason),
            tone: 'bad',
          })
        }
      }
      void queries.invalidateQueries({ queryKey: ['inbox', 'counts'] })
      if (undoIds.length === 0 || act.quiet) return
      toasts.show({
        title: act.rows.length > 1 ? `${act.title} (${undoIds.length})` : act.title,
        undo: () => {
          act.onUndo?.()
          undo.mutate(undoIds)
        },
      })
    },
  })

  const run = perform.mutate
  return useMemo(() => {
    const current = (rows: readonly ConversationRow[]) => rows.map((row) => findRow(queries, row.id) ?? row)
    const act = (rows: readonly ConversationRow[], rest: Omit<Act, 'rows'>) =>
      run({ rows: current(rows), ...rest })
    return {
      assign: (rows: readonly ConversationRow[], assigneeId: string | null, name?: string) =>
        act(rows, {
          title: assigneeId === null ? 'Unassigned' : `Assigned to ${name ?? 'a member'}`,
          patch: { assigneeId },
          send: (row) => unwrap(inbox.assign.$post({ json: { conversationId: row.id, assigneeId } })),
        }),
      label: (rows: readonly ConversationRow[], label: string, on: boolean) =>
        act(rows, {
          title: on ? `Labelled ${label}` : `Label ${label} removed`,
          patch: {},
          patchOf: ({ labels }) => ({
            labels: [...labels.filter((one) => one !== label), ...(on ? [label] : [])].toSorted(),
          }),
          send: async (row) => {
            const change = on ? { add: [label] } : { remove: [label] }
            const done = await unwrap(inbox.label.$post({ json: { conversationId: row.id, ...change } }))
            if (on) void queries.invalidateQueries({ queryKey: ['inbox', 'labels'] })
            return done
          },
        }),
      prioritise: (rows: readonly ConversationRow[], priority: number, name: string) =>
        act(rows, {
          title: priority === 0 ? 'No priority' : `Priority: ${name}`,
          patch: { priority },
          send: (row) => unwrap(inbox.priority.$post({ json: { conversationId: row.id, priority } })),
        }),
      star: (rows: readonly ConversationRow[], starred: boolean) =>
        act(rows, {
          title: starred ? 'Starred' : 'Star removed',
          patch: { starred },
          quiet: true,
          send: (row) => unwrap(inbox.star.$post({ json: { conversationId: row.id, starred } })),
        }),
      setStatus: (
        rows: readonly ConversationRow[],
        status: ConversationRow['status'],
        more: { snoozedUntil?: string; onUndo?: (() => void) | undefined } = {},
      ) => {
        const until = more.snoozedUntil === undefined ? {} : { snoozedUntil: more.snoozedUntil }
        act(rows, {
          title: statusTitle[status],
          patch: { status, snoozedUntil: more.snoozedUntil ?? null },
          onUndo: more.onUndo,
          send: (row) => unwrap(inbox.status.$post({ json: { conversationId: row.id, status, ...until } })),
        })
      },
    }
  }, [run, queries])
}

const statusTitle = {
  open: 'Opened',
  pending: 'Set to pending',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
} as const
