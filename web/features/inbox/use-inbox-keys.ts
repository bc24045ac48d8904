import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { applyRow, findRow } from './cache.ts'
import { inbox, threadQuery, type ListedConversation } from './inbox-api.ts'
import { inOrder } from './messages.ts'
import type { PickerName } from './pickers.tsx'
import { useActs } from './use-acts.ts'
import { useInboxPalette } from './use-inbox-palette.tsx'

export interface InboxKeysOptions {
  rows: readonly ListedConversation[]
  openId: string | undefined
  open: (id: string, more?: { replace?: boolean }) => void
  close: () => void
  onSearch: () => void
}

const isPhone = () => matchMedia('(max-width: 767px)').matches

/** What can be done in the inbox by key, in the palette and by its buttons, on what is open or marked. */
export function useInboxKeys({ rows, openId, open, close, onSearch }: InboxKeysOptions) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const { memberId, user, can } = useMe()
  const acts = useActs()
  const [picker, setPicker] = useState<PickerName>()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const mayManage = can('inbox:manage')

  const at = rows.findIndex(({ id }) => id === openId)
  const clear = () => setSelected(new Set())
  const toggle = (id: string) =>
    setSelected((old) => new Set(old.has(id) ? [...old].filter((one) => one !== id) : [...old, id]))

  /** What is marked, else what is open. */
  const targets = (): ListedConversation[] => {
    if (selected.size > 0) return rows.filter(({ id }) => selected.has(id))
    const row = openId === undefined ? undefined : findRow(queries, openId)
    return row ? [row] : []
  }
  /** Opens the one that follows, before the act takes the present one out of the list. */
  const goNext = () => {
    const next = rows[at + 1] ?? rows[at - 1]
    if (next && at >= 0 && !isPhone()) open(next.id, { replace: true })
    else close()
  }
  const step = (by: number) => {
    const row = at < 0 ? rows[0] : rows[at + by]
    if (row) open(row.id)
  }
  const backTo = (id: string | undefined) => () => {
    if (id !== undefined) open(id)
  }

  const resolveMarked = () => {
    acts.setStatus(targets(), 'resolved')
    clear()
  }
  const resolveAndNext = () => {
    const rowsNow = targets()
    if (rowsNow.length === 0) return
    if (selected.size > 0) return resolveMarked()
    acts.setStatus(rowsNow, 'resolved', { onUndo: backTo(openId) })
    goNext()
  }
  const snoozeUntil = (until: string) => {
    acts.setStatus(targets(), 'snoozed', { snoozedUntil: until, onUndo: backTo(openId) })
    if (selected.size === 0) goNext()
    clear()
  }
  const assignMe = () => {
    if (memberId === null) return
    acts.assign(targets(), memberId, user.name)
    clear()
  }
  const unread = useMutation({
    meta: { failed: 'It could not be marked unread' },
    mutationFn: ({ id, seq }: { id: string; seq: string }) =>
      unwrap(inbox.read.$post({ json: { conversationId: id, seq, unread: true } })),
    onSuccess: ({ unread: count }, { id }) => {
      const row = findRow(queries, id)
      if (row) applyRow(queries, row, { memberId, unread: () => count })
      void queries.invalidateQueries({ queryKey: ['inbox', 'unread'] })
    },
  })
  const markUnread = () => {
    if (openId === undefined) return
    const thread = queries.getQueryData(threadQuery(openId).queryKey)
    const last = inOrder(thread?.pages ?? []).findLast(({ author }) => author.kind === 'contact')
    if (!last) return
    // Closed first: what is on screen counts as read.
    close()
    unread.mutate({ id: openId, seq: last.seq })
    toasts.show({ title: 'Marked unread' })
  }

  const hasTarget = openId !== undefined || selected.size > 0
  const forTarget = { enabled: hasTarget && mayManage }
  const forOpen = { enabled: openId !== undefined && mayManage }
  useShortcut('next', () => step(1))
  useShortcut('previous', () => step(-1))
  useShortcut('open', () => step(0), { enabled: openId === undefined })
  useShortcut('search', onSearch)
  useShortcut('select', () => openId !== undefined && toggle(openId), { enabled: openId !== undefined })
  useShortcut('resolveNext', resolveAndNext, forTarget)
  useShortcut('resolve', () => acts.setStatus(targets(), 'resolved'), forTarget)
  useShortcut('assignMe', assignMe, forTarget)
  useShortcut('assign', () => setPicker('assign'), forOpen)
  useShortcut('snooze', () => setPicker('snooze'), forOpen)
  useShortcut('label', () => setPicker('label'), forOpen)
  useShortcut('priority', () => setPicker('priority'), forOpen)
  useShortcut('unread', markUnread, { enabled: openId !== undefined })

  useInboxPalette({
    resolveAndNext,
    assignMe,
    markUnread,
    onSearch,
    setPicker,
    mayAct: hasTarget && mayManage,
  })

  return {
    acts,
    picker,
    setPicker,
    selected,
    toggle,
    clear,
    resolveAndNext,
    resolveMarked,
    snoozeUntil,
    assignMe,
    markUnread,
    goNext,
  }
}
