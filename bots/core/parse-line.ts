import type { Command } from '#contracts/command.ts'

export type ParsedLine =
  | { kind: 'command'; command: Command; args: Record<string, string> }
  | { kind: 'unknown'; word: string; rest: string }
  | { kind: 'empty' }

/**
 * A typed line: the command's name, then its arguments in their order, by `name:value`, or both. Double
 * quotes hold words together; the last argument takes the rest of the line as it stands.
 *
 * @example parseLine(commands, 'assign 12 to:"Mia Meier"')
 */
export function parseLine(commands: ReadonlyMap<string, Command>, line: string): ParsedLine {
  const [, word, rest = ''] = /^\/?(\S+)\s*([\s\S]*)$/.exec(line.trim()) ?? []
  if (word === undefined) return { kind: 'empty' }
  const command = commands.get(word.toLowerCase())
  if (!command) return { kind: 'unknown', word, rest }
  return {
    kind: 'command',
    command,
    args: parseArguments(command.order, rest, Object.keys(command.args.shape)),
  }
}

/** @param names arguments that may be named, beside those that have a place in the line. */
export function parseArguments(
  order: readonly string[],
  text: string,
  names: readonly string[] = order,
): Record<string, string> {
  const args = new Map<string, string>()
  let rest = text.trim()
  while (rest !== '') {
    const missing = order.filter((name) => !args.has(name))
    const [prefix, said] = /^([\p{L}-]+):\s*(?=\S)/u.exec(rest) ?? []
    const named = names.find((name) => name === said?.toLowerCase() && !args.has(name))
    const name = named ?? missing[0]
    if (name === undefined) break
    if (named !== undefined && prefix !== undefined) rest = rest.slice(prefix.length)
    if (name === order.at(-1)) {
      args.set(name, unquote(rest))
      break
    }
    const [word, value] = firstWord(rest)
    args.set(name, value)
    rest = rest.slice(word.length).trimStart()
  }
  return Object.fromEntries(args)
}

/** A phone writes curly quotes. An apostrophe is none: it stands in words. */
const quoted = /^["“”„]([^"“”]*)["“”]/

/** As it stands in the line, and what it says. */
function firstWord(text: string): [string, string] {
  const [word, inner] = quoted.exec(text) ?? []
  if (word !== undefined && inner !== undefined && /^(\s|$)/.test(text.slice(word.length)))
    return [word, inner]
  const plain = /^\S+/.exec(text)?.[0] ?? text
  return [plain, plain]
}

function unquote(text: string): string {
  const [whole, inner] = quoted.exec(text) ?? []
  return whole === text && inner !== undefined ? inner : text
}
