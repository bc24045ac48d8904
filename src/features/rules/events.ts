import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { effectOutcomes } from './schema.ts'
import { suggestionStates } from './suggestion.schema.ts'

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

const suggestion = z.object({
  suggestionId: z.uuid(),
  conversationId: z.uuid(),
  ruleId: z.uuid(),
  ruleName: z.string(),
  state: z.enum(suggestionStates),
  reason: z.string().nullable(),
})

/** A rule has a reply ready that a person should send. */
export const replySuggested = defineEvent({
  type: 'reply.suggested',
  stream: 'inbox:read',
  payload: suggestion,
})

/** It was sent, edited, discarded, went stale, or an approver said something about it. */
export const suggestionChanged = defineEvent({
  type: 'reply.suggestion-changed',
  stream: 'inbox:read',
  payload: suggestion,
})
