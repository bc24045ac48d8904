import type { ChatInput, PostedMessage } from '#contracts/surface.ts'
import type { Command } from '#contracts/command.ts'
import { freeTextCommand, freeTextOption, optionName } from './command-list.ts'
import { isMenu, readCustomId, readFormId } from './custom-id.ts'
import type { Pressed } from './custom-id.ts'
import { threadTypes } from './schema.ts'
import type { Interaction } from './schema.ts'
import { atOf } from './snowflake.ts'

export type Person = ChatInput['user']

/** In a server the person is a member of it; in a direct message just a user. */
export function personOf({ member, user }: Interaction): Person | undefined {
  const who = member?.user ?? user
  if (!who) return undefined
  return { id: who.id, name: (member?.nick ?? who.global_name ?? who.username) || 'Somebody' }
}

export function placeOf({ channel_id: id, channel, guild_id: guild }: Interaction): ChatInput['place'] {
  const direct = guild === undefined
  const parent = channel && threadTypes.includes(channel.type) ? channel.parent_id : undefined
  if (id !== undefined && parent) return { channel: parent, thread: id, direct }
  return { channel: id ?? '', direct }
}

export function messageOf(interaction: Interaction): PostedMessage | undefined {
  if (!interaction.message) return undefined
  const { channel, thread } = placeOf(interaction)
  return { channel, ...(thread === undefined ? {} : { thread }), message: interaction.message.id }
}

/** What was pressed: a button, or the line that was chosen in a menu. */
export function pressedOf({ data }: Interaction): Pressed | undefined {
  const customId = data?.custom_id ?? ''
  return readCustomId(isMenu(customId) ? (data?.values?.[0] ?? '') : customId)
}

const textOf = (value: string | number | boolean | undefined): string =>
  value === undefined ? '' : String(value)

function commandAct(interaction: Interaction, commands: ReadonlyMap<string, Command>): ChatInput['act'] {
  const { name = '', options = [] } = interaction.data ?? {}
  const given = new Map(options.map((option) => [option.name, textOf(option.value)]))
  if (name === freeTextCommand) return { kind: 'line', text: given.get(freeTextOption) ?? '' }
  const order = commands.get(name)?.order ?? []
  const args = order.flatMap((argument) => {
    const value = given.get(optionName(argument))
    return value === undefined ? [] : [[argument, value] as const]
  })
  return { kind: 'command', name, args: Object.fromEntries(args) }
}

function submitAct(interaction: Interaction, form: string): ChatInput['act'] {
  const sent = (interaction.data?.components ?? []).flatMap(({ component, components }) => [
    ...(component ? [component] : []),
    ...(components ?? []),
  ])
  const values = sent.flatMap(({ custom_id: name, value, values: chosen }) =>
    name === undefined ? [] : [[name, value ?? chosen?.[0] ?? ''] as const],
  )
  const message = messageOf(interaction)
  return { kind: 'submit', form, values: Object.fromEntries(values), ...(message ? { message } : {}) }
}

function actOf(
  interaction: Interaction,
  commands: ReadonlyMap<string, Command>,
): ChatInput['act'] | undefined {
  if (interaction.type === 2) return commandAct(interaction, commands)
  if (interaction.type === 5) {
    const form = readFormId(interaction.data?.custom_id ?? '')
    return form === undefined ? undefined : submitAct(interaction, form)
  }
  const message = messageOf(interaction)
  const pressed = interaction.type === 3 ? pressedOf(interaction) : undefined
  return pressed && message ? { kind: 'press', button: pressed.id, message } : undefined
}

/** What a person did; undefined where it is none of ours. `deferred`: how it was acknowledged. */
export function readInteraction(
  interaction: Interaction,
  about: { sandbox: boolean; commands: ReadonlyMap<string, Command>; deferred: 'reply' | 'update' },
): ChatInput | undefined {
  const user = personOf(interaction)
  const act = actOf(interaction, about.commands)
  if (!user || !act) return undefined
  return {
    key: `i:${interaction.id}`,
    surface: 'discord',
    sandbox: about.sandbox,
    ...(interaction.guild_id === undefined ? {} : { workspace: interaction.guild_id }),
    user,
    place: placeOf(interaction),
    at: atOf(interaction.id),
    act,
    handle: { token: interaction.token, deferred: about.deferred },
  }
}
