import type { AskedTable } from '#features/ask/schema.ts'

/** Text that a spreadsheet would run as a formula. */
const formula = /^[\s\p{Z}]*[=+\-@\t\r\n＝＋－＠]|^[\t\r\n]/u

/** RFC 4180 with the mark by which Excel knows UTF-8. Numbers as they were measured; a gap is an empty cell. */
export function csvOf({ columns, rows }: AskedTable): string {
  const head = columns.map(({ label, unit }) =>
    textCell(`${label}${unit === 'percent' ? ' (%)' : unit === 'seconds' ? ' (seconds)' : ''}`),
  )
  const lines = rows.map((row) => row.map(cell).join(','))
  return `\ufeff${[head.join(','), ...lines].join('\r\n')}\r\n`
}

const cell = (value: string | number | null): string =>
  value === null ? '' : typeof value === 'number' ? String(value) : textCell(value)

function textCell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands it to the browser as a file. */
export function downloadCsv(name: string, table: AskedTable): void {
  const url = URL.createObjectURL(new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${fileName(name)}.csv`
  link.click()
  URL.revokeObjectURL(url)
}

const fileName = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60) || 'figures'
