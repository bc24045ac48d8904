import type { SlackBlock } from './blocks.ts'
import { quietBlocks, richBlocks } from './draw-text.ts'
import { limits } from './limits.ts'
import { clean, cut, isBlank } from './text.ts'

interface Table {
  columns: string[]
  rows: string[][]
  more?: string
}

const cellText = 80

/** As Slack's own table, as monospaced text where that cannot hold it; what is left out is counted. */
export function tableBlocks(table: Table, native: boolean): SlackBlock[] {
  const width = Math.max(table.columns.length, ...table.rows.map((row) => row.length))
  if (width === 0) return table.more === undefined ? [] : quietBlocks(table.more)
  const drawn = native && width <= limits.tableColumns ? ownTable(table, width) : monospaced(table, width)
  const left = table.rows.length - drawn.shown
  return [
    ...drawn.blocks,
    ...(left > 0 ? quietBlocks(`… ${left} more`) : []),
    ...(table.more === undefined ? [] : quietBlocks(table.more)),
  ]
}

interface Drawn {
  blocks: SlackBlock[]
  shown: number
}

function ownTable({ columns, rows }: Table, width: number): Drawn {
  const line = (cells: string[]) =>
    Array.from({ length: width }, (_, at) => ({ type: 'raw_text' as const, text: cell(cells[at] ?? '') }))
  const lengthOfRow = (cells: Array<{ text: string }>) =>
    cells.reduce((sum, { text }) => sum + text.length, 0)
  const head = line(columns)
  const kept = [head]
  let room = limits.tableText - lengthOfRow(head)
  for (const row of rows.slice(0, limits.tableRows - 1)) {
    const cells = line(row)
    room -= lengthOfRow(cells)
    if (room < 0) break
    kept.push(cells)
  }
  return { blocks: [{ type: 'table', rows: kept }], shown: kept.length - 1 }
}

/** A cell may not be empty. */
function cell(text: string): string {
  const typed = clean(text).replaceAll(/\s+/g, ' ').trim()
  return isBlank(typed) ? '–' : cut(typed, cellText)
}

/** As a monospaced font lays it out: half a surrogate pair takes no room. */
const lengthOf = (text: string): number => text.replaceAll(/[\udc00-\udfff]/g, '').length

function monospaced({ columns, rows }: Table, width: number): Drawn {
  const lines = [columns, ...rows].map((row) =>
    Array.from({ length: width }, (_, at) => cell(row[at] ?? '').replace(/^–$/, '')),
  )
  const widths = Array.from({ length: width }, (_, at) =>
    Math.min(cellText, Math.max(1, ...lines.map((line) => lengthOf(line[at] ?? '')))),
  )
  const kept: string[] = []
  let room: number = limits.richText
  for (const line of lines) {
    const text = line
      .map((one, at) => one + ' '.repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(one))))
      .join('  ')
    const fitting = cut(text.trimEnd(), limits.richText / 4)
    room -= fitting.length + 1
    if (room < 0) break
    kept.push(fitting)
  }
  return {
    blocks: richBlocks('rich_text_preformatted', kept.join('\n')),
    shown: Math.max(0, kept.length - 1),
  }
}
