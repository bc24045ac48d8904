import type { REST } from 'discord.js'
import type { SurfaceIo } from '#contracts/surface.ts'

type Io = Pick<SurfaceIo, 'env'>

/** A caller that waits longer for its turn hears at once when that is. */
const mostWaitMs = 1_500
const timeoutMs = 10_000

export const apiUrlOf = (env: SurfaceIo['env']): string =>
  (env['DISCORD_API_URL'] ?? 'https://discord.com/api').replace(/\/+$/, '')

export const applicationOf = (env: SurfaceIo['env']): string => env['DISCORD_APPLICATION_ID'] ?? ''

export const restOptions = (env: SurfaceIo['env']) => ({
  version: '10',
  api: apiUrlOf(env),
  // A call that may have been carried out is never repeated blindly.
  retries: 0,
  timeout: timeoutMs,
})

/** One client for each token: it knows how much of each rate limit is left. */
export function makeRests(): (io: Io) => Promise<REST> {
  const rests = new Map<string, Promise<REST>>()
  return (io) => {
    const token = io.env['DISCORD_BOT_TOKEN'] ?? ''
    const key = `${apiUrlOf(io.env)} ${token}`
    const known = rests.get(key)
    if (known) return known
    const made = makeRest(io, token)
    rests.set(key, made)
    return made
  }
}

/** Loaded when it is first needed: the SDK is large. */
async function makeRest(io: Io, token: string): Promise<REST> {
  const { REST } = await import('discord.js')
  const rest = new REST({
    ...restOptions(io.env),
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > mostWaitMs,
  })
  if (token !== '') rest.setToken(token)
  // After one 401 the SDK would forget the token for good; whether it is dead is ours to say.
  rest.setToken = () => rest
  return rest
}

export type RestOf = ReturnType<typeof makeRests>
