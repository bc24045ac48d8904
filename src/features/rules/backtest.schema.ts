import { z } from 'zod'
import { ruleDefinition, traceLine } from './schema.ts'

export const backtestInput = z.object({
  definition: ruleDefinition,
  /** Newest messages first: at most this many are looked at. */
  limit: z.number().int().min(1).max(100_000).default(10_000),
  days: z.number().int().min(1).max(3_650).default(90),
  examples: z.number().int().min(0).max(50).default(20),
})
export type Backtest = z.input<typeof backtestInput>

export const backtestView = z.object({
  looked: z.number().int(),
  matched: z.number().int(),
  /** Matched, and held back by cooldown or once per contact. */
  heldBack: z.number().int(),
  /** Times that it would have acted, by branch. */
  then: z.number().int(),
  otherwise: z.number().int(),
  contacts: z.number().int(),
  /** Messages judged by the conversation's present labels, status or owner, for the past ones are gone. */
  approximate: z.number().int(),
  since: z.iso.datetime().nullable(),
  tookMs: z.number().int(),
  examples: z.array(
    z.object({
      messageId: z.uuid(),
      conversationId: z.uuid(),
      at: z.iso.datetime(),
      text: z.string(),
      branch: z.enum(['then', 'otherwise']),
      heldBack: z.string().nullable(),
      trace: z.array(traceLine),
      /** What would have been done; replies with their variables filled in. */
      would: z.array(z.object({ kind: z.string(), text: z.string() })),
    }),
  ),
})
export type BacktestView = z.infer<typeof backtestView>
