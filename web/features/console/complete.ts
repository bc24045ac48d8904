import type { CommandInfo } from './console-api.ts'

export interface Completion {
  /** What the line becomes. */
  line: string
  label: string
  hint: string
}

const most = 6

/** What the line may become: names that begin with its first word, then names that contain it. */
export function complete(commands: readonly CommandInfo[], line: string): Completion[] {
  const word = line.trimStart().toLowerCase()
  if (word === '' || /\s/.test(word)) return []
  const rank = ({ name }: CommandInfo) => (name.startsWith(word) ? 0 : name.includes(word) ? 1 : 2)
  return commands
    .filter((command) => rank(command) < 2 && command.name !== word)
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name, summary, order }) => ({
      line: order.length > 0 ? `${name} ` : name,
      label: usage(name, order),
      hint: summary,
    }))
}

export const usage = (name: string, order: readonly string[]): string =>
  [name, ...order.map((argument) => `<${argument}>`)].join(' ')

/** The command that the line begins with: its usage stays in view while the arguments are typed. */
export function commandOf(commands: readonly CommandInfo[], line: string): CommandInfo | undefined {
  const [word] = line.trimStart().toLowerCase().split(/\s/, 1)
  return commands.find((command) => command.name === word)
}

/** Steps through what was typed before; -1 is the line being written. */
export function historyAt(history: readonly string[], at: number, step: 1 | -1): number {
  return Math.min(Math.max(at + step, -1), history.length - 1)
}
