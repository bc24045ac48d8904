import { z } from 'zod'

/** stale: the customer wrote again, or a person answered, since the rule suggested it. */
export const suggestionStates = ['pending', 'sent', 'discarded', 'stale'] as const
export type SuggestionState = (typeof suggestionStates)[number]

export const sendSuggestionInput = z.object({
  id: z.uuid(),
  /** Other words than the rule's. */
  text: z.string().trim().min(1, 'Write something first.').max(20_000).optional(),
  /** The newest message that the sender had seen: lets a stale one be sent anyway. */
  seenSeq: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
})
export type SendSuggestion = z.input<typeof sendSuggestionInput>

export const suggestionView = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  conversationNumber: z.number().int(),
  contactName: z.string(),
  ruleId: z.uuid(),
  ruleName: z.string(),
  /** What the customer wrote. */
  asked: z.string(),
  text: z.string(),
  version: z.number().int(),
  state: z.enum(suggestionStates),
  reason: z.string().nullable(),
  /** The newest message since, of the customer or of a person of the team. */
  since: z.object({ seq: z.string(), by: z.string(), text: z.string() }).nullable(),
  /** Where a policy asks: whether it was granted, and who is waited for. */
  approval: z.object({ id: z.uuid(), state: z.string(), waitsFor: z.array(z.string()) }).nullable(),
  /** Who sent, edited or discarded it. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
})
export type SuggestionView = z.infer<typeof suggestionView>
