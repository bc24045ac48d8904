import { clean, cut, flat, forCode } from './text.ts'

interface Table {
  columns: string[]
  rows: string[][]
  more?: string
}

const cellText = 32
/** Wider lines wrap on a phone and are no table any more. */
const lineText = 76
const gap = '  '

/** Monospaced, for Discord has no tables. At most `max` long; rows that do not fit are counted. */
export function drawTable(table: Table, max: number): string {
  const width = Math.max(table.columns.length, ...table.rows.map((row) => row.length))
  const more = table.more === undefined ? '' : cut(flat(table.more), 200)
  if (width === 0 || max < 60) return quietLine(more, max)
  const lines = layOut([table.columns, ...table.rows], width)
  const room = max - '```\n\n```'.length - '\n-# … 1000000 more'.length - (more === '' ? 0 : more.length + 6)
  const kept: string[] = []
  let used = 0
  for (const line of lines) {
    used += line.length + 1
    if (used > room) break
    kept.push(line)
  }
  const left = lines.length - kept.length
  const block = kept.length === 0 ? '' : `\`\`\`\n${kept.join('\n')}\n\`\`\``
  const tail = [left > 0 ? `-# … ${left} more` : '', quietLine(more, max)]
  return [block, ...tail].filter((part) => part !== '').join('\n')
}

const quietLine = (text: string, max: number) =>
  text === '' || text.length * 2 + 3 > max
    ? ''
    : `-# ${text.replaceAll(/[\\*_~`|<>[\]()#@:]/g, String.raw`\$&`)}`

function layOut(rows: string[][], width: number): string[] {
  const cells = rows.map((row) =>
    Array.from({ length: width }, (_, at) => cut(forCode(flat(clean(row[at] ?? ''))), cellText)),
  )
  const widths = Array.from({ length: width }, (_, at) =>
    Math.max(1, ...cells.map((row) => lengthOf(row[at] ?? ''))),
  )
  narrow(widths)
  return cells.map((row) =>
    widths
      .map((most, at) => pad(cut(row[at] ?? '', most), most))
      .join(gap)
      .trimEnd(),
  )
}

/** Takes from the widest column until a line fits, as long as a column is still readable. */
function narrow(widths: number[]): void {
  const total = () => widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1)
  while (total() > lineText) {
    const widest = Math.max(...widths)
    if (widest <= 6) return
    widths[widths.indexOf(widest)] = widest - 1
  }
}

/** As a monospaced font lays it out: half a surrogate pair takes no room. */
const lengthOf = (text: string): number => text.replaceAll(/[\udc00-\udfff]/g, '').length
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - lengthOf(text)))
