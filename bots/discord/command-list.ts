import { z } from 'zod'
import type { Command } from '#contracts/command.ts'
import { limits } from './limits.ts'
import { cut, flat } from './text.ts'

/** Takes a whole line, in words. */
export const freeTextCommand = 'parley'
export const freeTextOption = 'line'

export interface SlashCommand {
  name: string
  description: string
  type: 1
  /** Servers only: in direct messages one just types. */
  contexts: number[]
  options: SlashOption[]
}

interface SlashOption {
  type: 3
  name: string
  description: string
  required: boolean
  max_length?: number
  autocomplete?: boolean
  choices?: Array<{ name: string; value: string }>
}

/** Discord's names are in lower case. */
export const optionName = (argument: string): string =>
  argument
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replaceAll(/[^-_\p{L}\p{N}]/gu, '-')
    .slice(0, limits.commandName)

const described = (text: string, otherwise: string): string =>
  cut(flat(text), limits.commandText) || otherwise

/** The registry as Discord's slash commands, and one that takes a line in words. */
export function commandList(commands: ReadonlyMap<string, Command>): SlashCommand[] {
  const own = [...commands.values()]
    .filter(({ name, hidden }) => !hidden && name !== freeTextCommand && /^[-_a-z0-9]{1,32}$/.test(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, limits.commands - 1)
    .map((command) => ({
      name: command.name,
      description: described(command.summary, command.name),
      type: 1 as const,
      contexts: [0],
      options: optionsOf(command),
    }))
  const free: SlashCommand = {
    name: freeTextCommand,
    description: 'Say what you want in your own words',
    type: 1,
    contexts: [0],
    options: [{ type: 3, name: freeTextOption, description: 'For example: inbox mine', required: true }],
  }
  return [free, ...own]
}

/** What must be given comes first; Discord demands it. */
function optionsOf(command: Command): SlashOption[] {
  return command.order
    .map((argument) => optionOf(command, argument))
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .slice(0, limits.commandOptions)
}

function optionOf(command: Command, argument: string): SlashOption {
  const field: unknown = command.args.shape[argument]
  const values = choicesOf(field)
  const fixed =
    values.length > 0 &&
    values.length <= limits.options &&
    values.every((value) => value !== '' && value.length <= limits.optionText)
  const typed = !fixed && (values.length > 0 || command.complete?.[argument] !== undefined)
  const text = field instanceof z.ZodType ? (field.description ?? '') : ''
  return {
    type: 3,
    name: optionName(argument),
    description: described(text, argument),
    required: field instanceof z.ZodType && !field.safeParse(undefined).success,
    ...(fixed ? { choices: values.map((value) => ({ name: value, value })) } : {}),
    ...(typed ? { autocomplete: true } : {}),
  }
}

/** The values of an argument with a fixed list. */
function choicesOf(field: unknown): string[] {
  if (field instanceof z.ZodEnum) return field.options.map(String)
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable)
    return choicesOf(field.unwrap())
  return []
}
