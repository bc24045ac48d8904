import { z } from 'zod'

const tokens = z.number().int().nonnegative()
const usd = z.number().nonnegative().nullable().describe('null: the price of the model is not known')

const row = { calls: tokens, tokens, costUsd: usd }

export const usageView = z.object({
  enabled: z.boolean().describe('Whether a language model is set up, and switched on'),
  model: z.string().nullable().describe('The one that is asked now'),
  month: z.string().describe('Like 2026-11; months and days are those of UTC'),
  calls: tokens,
  promptTokens: tokens,
  completionTokens: tokens,
  tokens,
  budget: tokens.describe('Tokens of a month'),
  left: tokens,
  costUsd: usd,
  days: z.array(z.object({ day: z.iso.date(), ...row })),
  models: z.array(z.object({ model: z.string(), ...row })),
})
export type UsageView = z.infer<typeof usageView>

export const assistantSettings = z.object({
  available: z.boolean().describe('False: no key is set, so nothing is asked'),
  enabled: z.boolean().describe('Switched on for this organisation'),
  model: z.string().nullable().describe('The one that is asked'),
  chosen: z.string().nullable().describe('What was chosen; null: the usual one'),
  isGone: z.boolean().describe('What was chosen is not offered any more, so the usual one is asked'),
  usual: z.string().nullable(),
  models: z.array(z.string()).describe('Those that may be chosen'),
  server: z.string().nullable().describe('Host to which questions are sent'),
})
export type AssistantSettings = z.infer<typeof assistantSettings>

export const changeAssistant = z.object({
  enabled: z.boolean().optional(),
  model: z.string().min(1).max(200).nullable().optional().describe('null: the usual one'),
})
export type ChangeAssistant = z.infer<typeof changeAssistant>
