import { coreEnv } from '#kernel/config.ts'
import { discover } from '#kernel/discover.ts'

/** Every environment key that the program reads, with its sentence; a platform's with the platform's name. */
export async function documentedEnv(): Promise<Map<string, string>> {
  const keys = new Map<string, string>(Object.entries(coreEnv))
  const users = new Map<string, string[]>()
  const found = await discover()
  for (const connector of [...found.connectors.values(), ...found.surfaces.values()]) {
    for (const [key, sentence] of Object.entries(connector.env)) {
      users.set(key, [...(users.get(key) ?? []), connector.name])
      keys.set(key, `${users.get(key)?.join(', ')}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`)
    }
  }
  return keys
}

export const envMarks = ['<!-- env -->', '<!-- /env -->'] as const

/** The README's table, as the formatter leaves it. */
export function envTable(keys: ReadonlyMap<string, string>): string {
  const rows = [...keys].map(([key, sentence]) => [
    `\`${key}\``,
    sentence.replace(/\.$/, '').replaceAll('|', '\\|'),
  ])
  const widths = [0, 1].map((at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`
  return [line(['key', 'meaning']), line(['', ''], '-'), ...rows.map((row) => line(row))].join('\n')
}
