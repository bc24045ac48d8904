import { list, text } from './json.ts'
import type { Json } from './json.ts'

type Read = { command: Json; options: Json[] } | { error: string }

/** A line as a person fills it into Discord's fields: by name, or one after the other; the last takes the rest. */
export function readSlash(commands: readonly Json[], line: string): Read {
  const [, word = '', rest = ''] = /^\/?(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? []
  const named = commands.find(({ name }) => name === word.toLowerCase())
  const command = named ?? commands.find(({ name }) => name === 'parley')
  if (!command) return { error: 'There is no such command here.' }
  const options = list(command['options'])
  const given = split(
    options.map(({ name }) => text(name)),
    named ? rest : line.trim(),
  )
  for (const option of options) {
    const value = given.get(text(option['name']))
    if (value === undefined && option['required'] === true) return { error: 'This option is required.' }
    const choices = list(option['choices'])
    if (value !== undefined && choices.length > 0 && !choices.some((choice) => choice['value'] === value))
      return { error: 'Choose one of the options.' }
  }
  return { command, options: [...given].map(([name, value]) => ({ name, type: 3, value })) }
}

function split(names: string[], line: string): Map<string, string> {
  const given = new Map<string, string>()
  let rest = line.trim()
  while (rest !== '') {
    const open = names.filter((name) => !given.has(name))
    const [prefix, said] = /^([\p{L}-]+):\s*/u.exec(rest) ?? []
    const named = open.find((name) => name === said?.toLowerCase())
    const name = named ?? open[0]
    if (name === undefined) break
    if (named !== undefined) rest = rest.slice(prefix?.length ?? 0)
    const [whole = rest, quoted] = /^"([^"]*)"(?=\s|$)/.exec(rest) ?? []
    const word = quoted === undefined ? (/^\S+/.exec(rest)?.[0] ?? rest) : whole
    const isLast = open.length === 1 && quoted === undefined
    given.set(name, isLast ? rest : (quoted ?? word))
    rest = isLast ? '' : rest.slice(word.length).trimStart()
  }
  return given
}
