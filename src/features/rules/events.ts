import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { effectOutcomes } from './schema.ts'

/** A rule was made, changed, switched, moved or deleted, or all were stopped (`ruleId` null). */
export const ruleChanged = defineEvent({
  type: 'rule.changed',
  stream: 'rules:read',
  payload: z.object({
    ruleId: z.uuid().nullable(),
    what: z.enum(['created', 'updated', 'enabled', 'disabled', 'deleted', 'reordered', 'state']),
  }),
})

/** A rule acted on a message, or what it had put off was done or taken back. */
export const ruleRan = defineEvent({
  type: 'rule.ran',
  stream: 'rules:read',
  payload: z.object({
    runId: z.uuid(),
    ruleId: z.uuid(),
    ruleName: z.string(),
    conversationId: z.uuid(),
    messageId: z.uuid(),
    outcome: z.enum(effectOutcomes),
  }),
})
