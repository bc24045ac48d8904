import { z } from 'zod'

const tokens = z.number().int().nonnegative()
const usd = z.number().nonnegative().nullable().describe('null: the price of the model is not known')

export const usageView = z.object({
  enabled: z.boolean().describe('Whether a language model is set up'),
  model: z.string().nullable(),
  month: z.string().describe('Like 2026-11; months and days are those of UTC'),
  calls: tokens,
  promptTokens: tokens,
  completionTokens: tokens,
  tokens,
  budget: tokens.describe('Tokens of a month'),
  left: tokens,
  costUsd: usd,
  days: z.array(z.object({ day: z.iso.date(), calls: tokens, tokens, costUsd: usd })),
})
export type UsageView = z.infer<typeof usageView>
