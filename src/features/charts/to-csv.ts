import { cleanText } from '#kernel/text.ts'
import { checkDocument } from './document.ts'
import type { ChartTable } from './option.ts'

/** Text that a spreadsheet would run as a formula; some look past blanks, some read the wide signs too. */
const formula = /^[\s\p{Z}]*[=+\-@\t\r\n＝＋－＠]|^[\t\r\n]/u

/**
 * RFC 4180 with the mark by which Excel knows UTF-8. Numbers stay numbers, as they were measured; a gap is an
 * empty cell. Throws AppError `limit`.
 */
export function toCsv(table: ChartTable): string {
  checkDocument({ title: '', sections: [{ heading: '', table }] })
  const head = table.columns.map(({ label, unit }) => {
    const suffix = unit === 'percent' ? ' (%)' : unit === 'seconds' ? ' (seconds)' : ''
    return textCell(`${label}${suffix}`)
  })
  const lines = table.rows.map((row) => row.map(cell).join(','))
  return `\ufeff${[head.join(','), ...lines].join('\r\n')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  return textCell(value)
}

function textCell(value: string): string {
  const text = cleanText(value)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
