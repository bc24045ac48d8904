import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Row } from './bench.ts'

const readme = join(import.meta.dirname, '../../README.md')
const [opening, closing] = ['<!-- bench -->', '<!-- /bench -->']

export function machine(postgresVersion: string): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown processor'
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores of ${model}, ${gigabytes} GB, Node ${process.versions.node}, PostgreSQL ${postgresVersion}; load generator, server and database share them`
}

/** Others at work: shares of a processor are then what is measured. */
export function busyWarning(): string | undefined {
  const load = loadavg()[0] ?? 0
  if (load < availableParallelism() / 2) return undefined
  return `This machine is busy (load ${load.toFixed(1)} on ${availableParallelism()} cores): times and ratios mean little.`
}

const verdict = (row: Row) => (row.pass === null ? '' : row.pass ? '✓' : '✗')
const show = (value: number | null, unit = '') => (value === null ? '' : `${digits(value)} ${unit}`.trimEnd())
function digits(value: number): string {
  if (Number.isInteger(value) || value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value < 1 ? 3 : 1)
}
const showRatio = (ratio: number | null) => (ratio === null ? '' : `${ratio.toFixed(2)} ×`)

const heads = ['scenario', 'measured', 'limit in the same run', 'ratio', 'target', '']
const cells = (row: Row) => [
  row.name,
  show(row.value, row.unit),
  show(row.limit, row.unit),
  showRatio(row.ratio),
  row.target ?? '',
  verdict(row),
]

export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)]
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Puts the table between the two marks of README.md. */
export function writeReadme(rows: readonly Row[], where: string): void {
  const text = readFileSync(readme, 'utf8')
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)]
  if (start < 0 || end < start) throw new Error(`README.md needs ${opening} and ${closing}, in this order`)
  const line = (of: readonly string[]) => `| ${of.join(' | ')} |`
  const lines = [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(cells(row)))]
  const block = `${opening}\n\n${where}.\n\n${lines.join('\n')}\n\n`
  writeFileSync(readme, text.slice(0, start) + block + text.slice(end))
}
