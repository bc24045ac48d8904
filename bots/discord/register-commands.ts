import { createHash } from 'node:crypto'
import type { REST } from 'discord.js'
import { z } from 'zod'
import type { SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { commandList } from './command-list.ts'
import type { SlashCommand } from './command-list.ts'
import type { Core } from './core.ts'
import { applicationOf } from './rest.ts'

/** Discord adds to what it was given; only what we gave is compared. */
const known = z.array(
  z.object({
    name: z.string(),
    description: z.string(),
    options: z
      .array(
        z.object({
          name: z.string(),
          description: z.string(),
          required: z.boolean().default(false),
          autocomplete: z.boolean().default(false),
          choices: z.array(z.object({ name: z.string(), value: z.unknown() })).default([]),
        }),
      )
      .default([]),
  }),
)

const retryMs = 60_000

const hashOf = (commands: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(known.parse(commands)))
    .digest('hex')

const byName = <T extends { name: string }>(commands: readonly T[]): T[] =>
  commands.toSorted((a, b) => (a.name < b.name ? -1 : 1))

export interface Registrar {
  /** Sees to it that this server has our commands; it is asked once, and written to only when they differ. */
  register(guild: string): Promise<void>
  forget(guild: string): void
}

export function makeRegistrar(rest: REST, core: Core, io: SurfaceIo): Registrar {
  const wanted: SlashCommand[] = byName(commandList(core.commands))
  /** Until when a server is left alone: for good, or after a failure for a while. */
  const done = new Map<string, number>()
  async function sync(guild: string): Promise<void> {
    const path = `/applications/${applicationOf(io.env)}/guilds/${guild}/commands` as const
    const there = known.parse(await rest.get(path))
    if (hashOf(byName(there)) !== hashOf(wanted)) await rest.put(path, { body: wanted })
  }
  return {
    async register(guild) {
      if ((done.get(guild) ?? 0) > io.clock.now().getTime()) return
      done.set(guild, Number.POSITIVE_INFINITY)
      try {
        await sync(guild)
      } catch (error) {
        done.set(guild, io.clock.now().getTime() + retryMs)
        io.log.warn({ reason: errorText(error), guild }, 'commands were not registered, will try again')
      }
    },
    forget: (guild) => void done.delete(guild),
  }
}
