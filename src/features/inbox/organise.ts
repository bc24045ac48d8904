import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { changeConversation, lockConversation, rowNames } from './conversation-change.ts'
import type { ConversationPatch } from './conversation-change.ts'
import { insertEventLine } from './insert-message.ts'
import { assignInput, labelInput, priorities, priorityInput, starInput, statusInput } from './schema.ts'
import type { Changed, MessageEvent } from './schema.ts'
import { toRow } from './views.ts'
import type { ConversationRecord } from './views.ts'

interface Change {
  patch: ConversationPatch
  /** The line of the thread that tells of it. */
  line?: MessageEvent
  /** Past tense, for the audit log. */
  summary: string
  /** The verb and arguments that take it back. */
  undo?: { verb: UndoVerb; args: Record<string, unknown> }
}

export type UndoVerb = 'assign' | 'labels' | 'priority' | 'star' | 'status'

/** What every act on a conversation does: scope, lock, change (or nothing), line, audit, undo. */
async function organise(
  ctx: Ctx,
  verb: UndoVerb,
  conversationId: string,
  decide: (tx: Ctx, before: ConversationRecord) => Promise<Change | undefined> | Change | undefined,
): Promise<Changed> {
  requireScope(ctx, 'inbox:manage')
  return inTransaction(ctx, async (tx) => {
    const before = await lockConversation(tx, conversationId)
    const change = await decide(tx, before)
    if (!change) return { conversation: toRow(before, await rowNames(tx, before)), undoId: null }
    const line = change.line ? await insertEventLine(tx, before, change.line) : undefined
    const { row } = await changeConversation(tx, before, {
      ...change.patch,
      ...(line ? { last_message_seq: line.seq } : {}),
    })
    await audit(tx, {
      verb: `inbox.${verb}`,
      objectType: 'conversation',
      objectId: before.id,
      summary: change.summary,
    })
    return { conversation: row, undoId: await storeUndo(tx, change.undo) }
  })
}

async function storeUndo(tx: Ctx, undo: Change['undo']): Promise<string | null> {
  if (!undo || !tx.memberId) return null
  const id = newId()
  await tx.db
    .insertInto('undos')
    .values({
      org_id: tx.orgId,
      id,
      member_id: tx.memberId,
      verb: undo.verb,
      args: JSON.stringify(undo.args),
      used_at: null,
    })
    .execute()
  return id
}

/** To a member, or to nobody. With `expect`, only while it is still that one's: two who claim get one winner. */
export async function assignConversation(ctx: Ctx, input: z.input<typeof assignInput>): Promise<Changed> {
  const { conversationId, assigneeId, expect } = assignInput.parse(input)
  return organise(ctx, 'assign', conversationId, async (tx, before) => {
    if (expect !== undefined && before.assignee_id !== expect) {
      const holder = before.assignee_id ? await memberName(tx, before.assignee_id) : 'nobody'
      throw conflict(`${holder === 'nobody' ? 'Nobody' : holder} has this conversation now.`)
    }
    if (before.assignee_id === assigneeId) return undefined
    const to = assigneeId ? await memberName(tx, assigneeId) : undefined
    return {
      patch: { assignee_id: assigneeId },
      line: { what: 'assigned', ...(to ? { to } : {}) },
      summary: to
        ? `assigned conversation ${before.number} to ${to}`
        : `unassigned conversation ${before.number}`,
      undo: { verb: 'assign', args: { conversationId, assigneeId: before.assignee_id } },
    }
  })
}

async function memberName(tx: Ctx, id: string): Promise<string> {
  const member = await tx.db
    .selectFrom('members')
    .select(['name', 'active'])
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!member?.active) throw notFound('member')
  return member.name
}

export async function labelConversation(ctx: Ctx, input: z.input<typeof labelInput>): Promise<Changed> {
  const { conversationId, add, remove } = labelInput.parse(input)
  return organise(ctx, 'labels', conversationId, async (tx, before) => {
    const labels = [...new Set([...before.labels.filter((label) => !remove.includes(label)), ...add])].sort()
    if (labels.length > 30) throw invalid('A conversation takes 30 labels.')
    if (labels.join('\n') === before.labels.join('\n')) return undefined
    await knowLabels(tx, add)
    return {
      patch: { labels },
      line: { what: 'labels', from: before.labels.join(', '), to: labels.join(', ') },
      summary: `labelled conversation ${before.number}: ${labels.join(', ') || 'none'}`,
      undo: {
        verb: 'labels',
        args: {
          conversationId,
          add: before.labels,
          remove: labels.filter((one) => !before.labels.includes(one)),
        },
      },
    }
  })
}

/** A label comes into being by its first use. */
async function knowLabels(tx: Ctx, names: string[]): Promise<void> {
  if (names.length === 0) return
  const hueOf = (name: string) =>
    Array.from(name).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 360, 7)
  await tx.db
    .insertInto('labels')
    .values(names.map((name) => ({ org_id: tx.orgId, id: newId(), name, hue: hueOf(name) })))
    .onConflict((oc) => oc.columns(['org_id', 'name']).doNothing())
    .execute()
}

export async function setPriority(ctx: Ctx, input: z.input<typeof priorityInput>): Promise<Changed> {
  const { conversationId, priority } = priorityInput.parse(input)
  return organise(ctx, 'priority', conversationId, (_tx, before) => {
    if (before.priority === priority) return undefined
    const name = priorities[priority] ?? 'none'
    return {
      patch: { priority },
      line: { what: 'priority', to: name },
      summary: `set the priority of conversation ${before.number} to ${name}`,
      undo: { verb: 'priority', args: { conversationId, priority: before.priority } },
    }
  })
}

export async function starConversation(ctx: Ctx, input: z.input<typeof starInput>): Promise<Changed> {
  const { conversationId, starred } = starInput.parse(input)
  return organise(ctx, 'star', conversationId, (_tx, before) => {
    if (before.starred === starred) return undefined
    return {
      patch: { starred },
      summary: `${starred ? 'starred' : 'unstarred'} conversation ${before.number}`,
      undo: { verb: 'star', args: { conversationId, starred: before.starred } },
    }
  })
}

/** Open, pending, snoozed until a time, resolved; each with who and why. */
export async function setStatus(ctx: Ctx, input: z.input<typeof statusInput>): Promise<Changed> {
  const { conversationId, status, snoozedUntil, reason } = statusInput.parse(input)
  const until = snoozedUntil ? new Date(snoozedUntil) : null
  if (until && until <= ctx.clock.now()) throw invalid('Choose a time in the future to snooze until.')
  return organise(ctx, 'status', conversationId, async (tx, before) => {
    if (before.status === status && !until) return undefined
    if (before.status === 'resolved') await refuseSecondOpen(tx, before)
    return {
      patch: {
        status,
        status_reason: reason ?? null,
        snoozed_until: until,
        resolved_at: status === 'resolved' ? tx.clock.now() : null,
      },
      line: {
        what: 'status',
        from: before.status,
        to: status,
        ...(until ? { reason: until.toISOString() } : reason ? { reason } : {}),
      },
      summary: `set conversation ${before.number} to ${status}`,
      undo: {
        verb: 'status',
        args: {
          conversationId,
          status: before.status,
          ...(before.snoozed_until ? { snoozedUntil: before.snoozed_until.toISOString() } : {}),
        },
      },
    }
  })
}

async function refuseSecondOpen(tx: Ctx, before: ConversationRecord): Promise<void> {
  const newer = await tx.db
    .selectFrom('conversations')
    .select('number')
    .where('org_id', '=', tx.orgId)
    .where('identity_id', '=', before.identity_id)
    .where('status', '<>', 'resolved')
    .executeTakeFirst()
  if (newer) throw conflict(`The customer has a newer conversation, #${newer.number}. Go on there.`)
}
