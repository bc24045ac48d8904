interface Price {
  /** USD for a million tokens. */
  prompt: number
  completion: number
}

/** As OpenAI lists them; the same name costs something else, or nothing, at another address. */
const prices: Record<string, Price> = {
  'gpt-5.5': { prompt: 5, completion: 30 },
  'gpt-5.4': { prompt: 2.5, completion: 15 },
  'gpt-5.4-mini': { prompt: 0.75, completion: 4.5 },
  'gpt-5.4-nano': { prompt: 0.2, completion: 1.25 },
  'gpt-5.1': { prompt: 1.25, completion: 10 },
  'gpt-5': { prompt: 1.25, completion: 10 },
  'gpt-5-mini': { prompt: 0.25, completion: 2 },
  'gpt-5-nano': { prompt: 0.05, completion: 0.4 },
  'gpt-4.1': { prompt: 2, completion: 8 },
  'gpt-4.1-mini': { prompt: 0.4, completion: 1.6 },
  'gpt-4.1-nano': { prompt: 0.1, completion: 0.4 },
  'gpt-4o': { prompt: 2.5, completion: 10 },
  'gpt-4o-mini': { prompt: 0.15, completion: 0.6 },
}

/**
 * What a call cost in USD, at most: what the vendor takes off for repeated beginnings is not known here.
 *
 * @returns null where the price is not known.
 */
export function priceOf(
  asked: { baseUrl: string; model: string },
  used: { promptTokens: number; completionTokens: number },
): number | null {
  const price = prices[asked.model.replace(/-\d{4}-\d{2}-\d{2}$/, '')]
  if (!price || new URL(asked.baseUrl).hostname !== 'api.openai.com') return null
  return (used.promptTokens * price.prompt + used.completionTokens * price.completion) / 1_000_000
}
