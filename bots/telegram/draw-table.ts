import type { ChatPart } from '#contracts/surface.ts'
import { comfort } from './limits.ts'
import { cut, oneLine } from './text.ts'

type Table = Extract<ChatPart, { kind: 'table' }>

const mostRows = 40
const mostColumns = 8
const gap = '  '

/** Telegram has no tables: columns of one width in monospace; what does not fit is counted. */
export function drawTable({ columns, rows, more }: Table): string {
  const all = [columns, ...rows.slice(0, mostRows)].map((row) =>
    row.slice(0, mostColumns).map((cell) => cut(oneLine(cell), comfort.cell)),
  )
  const count = Math.max(0, ...all.map((row) => row.length))
  const widths = narrow(
    Array.from({ length: count }, (_, at) => Math.max(1, ...all.map((row) => widthOf(row[at] ?? '')))),
  )
  const lines = all.map((row) => drawRow(row, widths))
  const [head = '', ...body] = lines
  const rule = widths.map((width) => '─'.repeat(width)).join(gap)
  const left = rows.length - body.length
  const rest = more ?? (left > 0 ? `… ${left} more` : undefined)
  return [head, rule, ...body, ...(rest === undefined ? [] : [oneLine(rest)])].join('\n')
}

/** The widest columns give way until a phone can show the row. */
function narrow(widths: number[]): number[] {
  const narrowed = [...widths]
  const total = () =>
    narrowed.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, narrowed.length - 1)
  while (total() > comfort.tableWidth) {
    const widest = Math.max(...narrowed)
    if (widest <= 3) break
    narrowed[narrowed.indexOf(widest)] = widest - 1
  }
  return narrowed
}

function drawRow(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, at) => {
      const cell = shrink(row[at] ?? '', width)
      return at === widths.length - 1 ? cell : cell + ' '.repeat(Math.max(0, width - widthOf(cell)))
    })
    .join(gap)
    .trimEnd()
}

function shrink(cell: string, width: number): string {
  if (widthOf(cell) <= width) return cell
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(cell)) {
    if (widthOf(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

const wide =
  /[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** In columns: what people see as one character takes one, or two where it is wide. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return [...new Intl.Segmenter().segment(text)].reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  )
}
