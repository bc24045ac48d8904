/** A question as the address has it, and as the command `ask` takes it. No zod here: the router loads this first. */
export const askKeys = [
  'metrics',
  'by',
  'grain',
  'period',
  'compare',
  'platform',
  'account',
  'format',
  'label',
  'post',
  'top',
  'order',
] as const
export type AskKey = (typeof askKeys)[number]
export type AskSearch = { [K in AskKey]?: string }

/** The parts of a question that are there; figures in an address come as numbers. */
export function parseAskSearch(search: Record<string, unknown>): AskSearch {
  const found: AskSearch = {}
  for (const key of askKeys) {
    const value = search[key]
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') found[key] = String(value)
  }
  return found
}

/** With these parts changed; an empty one goes. */
export const changeSearch = (search: AskSearch, change: { [K in AskKey]?: string | undefined }): AskSearch =>
  parseAskSearch({ ...search, ...change })
