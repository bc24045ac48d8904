import type { SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { optionName } from './command-list.ts'
import { flags } from './components.ts'
import type { Core } from './core.ts'
import { formModal } from './form-modal.ts'
import { limits } from './limits.ts'
import { personOf, pressedOf, readInteraction } from './read-interaction.ts'
import { interactionSchema } from './schema.ts'
import type { Interaction } from './schema.ts'
import { cut, flat } from './text.ts'

/** Discord's interaction response. */
export interface Callback {
  type: 1 | 4 | 5 | 6 | 8 | 9
  data?: unknown
}

export const notTaken = 'This did not reach Parley. Please try once more.'
const refuse = (content: string): Callback => ({ type: 4, data: { content, flags: flags.ephemeral } })

/** Discord looks whether anybody is there. */
const isPing = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 1

/**
 * The first answer to an interaction, due within three seconds: what is typed gets choices, a button that asks
 * gets its form; all else is committed, then acknowledged, and done by the core's job.
 */
export async function takeInteraction(core: Core, io: SurfaceIo, raw: unknown): Promise<Callback> {
  if (isPing(raw)) return { type: 1 }
  const parsed = interactionSchema.safeParse(raw)
  if (!parsed.success) {
    io.log.warn({ issues: parsed.error.issues.slice(0, 3) }, 'an interaction could not be read')
    return refuse(notTaken)
  }
  const interaction = parsed.data
  try {
    if (interaction.type === 4) return { type: 8, data: { choices: await choicesFor(core, interaction) } }
    return (await formOf(core, interaction)) ?? (await store(core, io, interaction))
  } catch (error) {
    io.log.error({ reason: errorText(error), interaction: interaction.id }, 'an interaction was not taken')
    return interaction.type === 4 ? { type: 8, data: { choices: [] } } : refuse(notTaken)
  }
}

async function store(core: Core, io: SurfaceIo, interaction: Interaction): Promise<Callback> {
  // A form of a message, and a button, leave it as it is; a command shows that something is going on.
  const deferred = interaction.message && interaction.type !== 2 ? 'update' : 'reply'
  const input = readInteraction(interaction, { sandbox: io.sandbox, commands: core.commands, deferred })
  if (!input) return refuse('This is too old to be used. Ask for a new one with /help.')
  await core.receive(input)
  return deferred === 'update' ? { type: 6 } : { type: 5, data: { flags: flags.ephemeral } }
}

async function formOf(core: Core, interaction: Interaction): Promise<Callback | undefined> {
  const pressed = interaction.type === 3 ? pressedOf(interaction) : undefined
  const user = personOf(interaction)
  if (!pressed?.asks || !user) return undefined
  const { guild_id: guild } = interaction
  const form = await core.formFor({
    button: pressed.id,
    user,
    ...(guild === undefined ? {} : { workspace: guild }),
  })
  return form && { type: 9, data: formModal(form) }
}

async function choicesFor(
  core: Core,
  interaction: Interaction,
): Promise<Array<{ name: string; value: string }>> {
  const user = personOf(interaction)
  const focused = interaction.data?.options?.find((option) => option.focused)
  const command = interaction.data?.name ?? ''
  const argument = core.commands.get(command)?.order.find((name) => optionName(name) === focused?.name)
  if (!user || argument === undefined) return []
  const { guild_id: guild } = interaction
  const typed = String(focused?.value ?? '')
  const found = await core.complete({
    user,
    command,
    argument,
    typed,
    ...(guild === undefined ? {} : { workspace: guild }),
  })
  return found
    .filter(({ value }) => value !== '' && value.length <= limits.optionText)
    .slice(0, limits.options)
    .map(({ label, value }) => ({ name: cut(flat(label), limits.optionText) || value, value }))
}
