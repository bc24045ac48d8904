import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** What every event of an approval tells; `actor` of the event is who did it. */
const base = {
  approvalId: z.uuid(),
  type: z.string(),
  id: z.uuid(),
  hash: z.string(),
  version: z.number().int(),
  title: z.string(),
}
const stream = 'posts:read' as const

/** Members are asked now: at the request, at the next stage, and of a delegate. */
export const approvalRequested = defineEvent({
  type: 'approval.requested',
  stream,
  payload: z.object({ ...base, stage: z.number().int(), memberIds: z.array(z.uuid()) }),
})
/** One decision, which may or may not end it. */
export const approvalDecided = defineEvent({
  type: 'approval.decided',
  stream,
  payload: z.object({ ...base, decision: z.string(), reason: z.string().nullable(), by: z.string() }),
})
export const approvalGranted = defineEvent({ type: 'approval.granted', stream, payload: z.object(base) })
export const approvalRefused = defineEvent({
  type: 'approval.refused',
  stream,
  payload: z.object({
    ...base,
    outcome: z.enum(['changes_requested', 'rejected']),
    reason: z.string().nullable(),
    by: z.string(),
  }),
})
/** Withdrawn by its author, or replaced because the object changed. */
export const approvalEnded = defineEvent({
  type: 'approval.ended',
  stream,
  payload: z.object({ ...base, outcome: z.enum(['withdrawn', 'replaced']) }),
})
/** Not approved in time. `onLate`: what the policy wants done. */
export const approvalExpired = defineEvent({
  type: 'approval.expired',
  stream,
  payload: z.object({ ...base, onLate: z.enum(['hold', 'next_slot']) }),
})
/** `escalated`: others were asked, too. */
export const approvalReminded = defineEvent({
  type: 'approval.reminded',
  stream,
  payload: z.object({ ...base, memberIds: z.array(z.uuid()), escalated: z.boolean() }),
})
export const approvalPolicyChanged = defineEvent({
  type: 'approval-policy.changed',
  stream,
  payload: z.object({ policyId: z.uuid(), name: z.string() }),
})
