import { setTimeout as wait } from 'node:timers/promises'
import type { REST } from 'discord.js'
import type { SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import type { Core } from './core.ts'
import { runGateway } from './gateway.ts'
import { applicationSchema } from './look.ts'
import { makeRegistrar } from './register-commands.ts'
import type { Registrar } from './register-commands.ts'

const lookMs = 1_000
const settledMs = 15_000
const longestPauseMs = 5 * 60_000

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)

/** Sees to commands, and to the gateway or our address at Discord, as soon as there is a server to serve. */
export async function runDiscord(
  core: Core,
  io: SurfaceIo,
  restOf: () => Promise<REST>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await guildsOf(core, io)).length === 0) await pause(lookMs, signal)
  if (signal.aborted) return
  const rest = await restOf()
  const registrar = makeRegistrar(rest, core, io)
  const tending = tendCommands(core, io, registrar, signal)
  const listen =
    io.env['DISCORD_INTERACTIONS'] === 'http'
      ? () => tellAddress(rest, io, signal)
      : () => runGateway({ core, io, rest, registrar }, signal)
  for (let pauseMs = lookMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const began = performance.now()
    try {
      await listen()
    } catch (error) {
      io.log.error({ reason: errorText(error) }, 'Discord is not reached, will try again')
    }
    if (performance.now() - began > longestPauseMs) pauseMs = lookMs
    await pause(pauseMs, signal)
  }
  await tending
}

async function guildsOf(core: Core, io: SurfaceIo): Promise<string[]> {
  try {
    return await core.guilds()
  } catch (error) {
    io.log.debug({ reason: errorText(error) }, 'servers were not read')
    return []
  }
}

/** A server that was connected a moment ago gets its commands soon. */
async function tendCommands(
  core: Core,
  io: SurfaceIo,
  registrar: Registrar,
  signal: AbortSignal,
): Promise<void> {
  let quiet = 0
  let seen = ''
  while (!signal.aborted) {
    const guilds = await guildsOf(core, io)
    for (const guild of guilds) await registrar.register(guild)
    quiet = guilds.join() === seen ? quiet + 1 : 0
    seen = guilds.join()
    await pause(quiet > 10 ? settledMs : lookMs, signal)
  }
}

/** Discord asks the address for a sign of life, with a right signature and with a wrong one, before it takes it. */
async function tellAddress(rest: REST, io: SurfaceIo, signal: AbortSignal): Promise<void> {
  const url = `${io.publicUrl}/bots/discord/${io.sandbox ? 'sandbox/' : ''}interactions`
  if (!io.sandbox && !url.startsWith('https://'))
    throw new Error('DISCORD_INTERACTIONS=http needs a PUBLIC_URL that begins with https://')
  const { interactions_endpoint_url: there } = applicationSchema.parse(await rest.get('/applications/@me'))
  if (there !== url) await rest.patch('/applications/@me', { body: { interactions_endpoint_url: url } })
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
