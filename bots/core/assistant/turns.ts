import type { Ctx } from '#kernel/app.ts'

const rememberMs = 30 * 60_000
const mostTurns = 6
const longest = 500

/** What somebody said, and what became of it. */
export interface Turn {
  said: string
  /** Names of commands with their arguments, and the sentence that was shown; never what the results held. */
  did: string
}

interface Kept {
  turns: Array<Turn & { at: number }>
}

const keyOf = (ctx: Ctx, place: string) => `${ctx.orgId}:turns:${ctx.memberId ?? ''}:${place}`

async function read(ctx: Ctx, place: string): Promise<Kept['turns']> {
  const kept = await ctx.cache.get<Kept>(keyOf(ctx, place), 1_000, () => Promise.resolve({ turns: [] }))
  const since = ctx.clock.now().getTime() - rememberMs
  return kept.turns.filter((turn) => turn.at > since)
}

/** The last turns of the same person in the same place. Forgotten with the process: then the words stand alone. */
export async function turnsOf(ctx: Ctx, place: string | undefined): Promise<Turn[]> {
  return place === undefined ? [] : read(ctx, place)
}

export async function keepTurn(ctx: Ctx, place: string | undefined, { said, did }: Turn): Promise<void> {
  if (place === undefined) return
  const turn = { said: said.slice(0, longest), did: did.slice(0, longest), at: ctx.clock.now().getTime() }
  const turns = [...(await read(ctx, place)), turn].slice(-mostTurns)
  await ctx.cache.delete(keyOf(ctx, place))
  await ctx.cache.get<Kept>(keyOf(ctx, place), rememberMs, () => Promise.resolve({ turns }))
}

/** A call as it is told to the model later. */
export const callText = (name: string, args: Record<string, string>) => `${name} ${JSON.stringify(args)}`
