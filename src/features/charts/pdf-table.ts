import { greys, inner, keepTogether, page, writable } from './pdf-page.ts'
import type { Pdf } from './pdf-page.ts'
import { formatValue } from './option.ts'
import type { ChartTable } from './option.ts'

const size = 9
const padding = 4
const longestCell = 400
/** Columns that fit beside each other; a wider table goes on below. */
const mostColumns = 8

/** Rows are never torn apart; every page that the table goes on to has its heads. */
export function drawTable(pdf: Pdf, table: ChartTable): void {
  const [first, ...others] = table.columns.map((_, at) => at)
  if (first === undefined) return
  for (let from = 0; from === 0 || from < others.length; from += mostColumns - 1)
    drawColumns(pdf, table, [first, ...others.slice(from, from + mostColumns - 1)])
}

function drawColumns(pdf: Pdf, { columns, rows }: ChartTable, places: readonly number[]): void {
  const textOf = (row: readonly (string | number | null)[], at: number) => {
    const value = row[at] ?? null
    return typeof value === 'string'
      ? writable(value.slice(0, longestCell))
      : formatValue(value, columns[at]?.unit ?? 'count')
  }
  const heads = places.map((at) => writable(columns[at]?.label ?? ''))
  const isFigure = places.map(
    (at) => columns[at]?.unit !== undefined || rows.some((row) => typeof row[at] === 'number'),
  )
  const widths = widthsOf(
    places.map((at, place) =>
      rows
        .slice(0, 200)
        .reduce(
          (most, row) => Math.max(most, textOf(row, at).length),
          Math.max(6, heads[place]?.length ?? 0),
        ),
    ),
  )
  const draw = (cells: readonly string[], font: 'text' | 'strong', height: number) => {
    const top = pdf.y
    let left: number = page.margin
    pdf.font(font).fontSize(size).fillColor(greys.ink)
    cells.forEach((text, place) => {
      const width = widths[place] ?? 0
      pdf.text(text, left + padding, top + padding, {
        width: width - 2 * padding,
        height: height - padding,
        align: isFigure[place] ? 'right' : 'left',
      })
      left += width
    })
    pdf.y = top + height
    pdf
      .moveTo(page.margin, pdf.y)
      .lineTo(page.margin + inner, pdf.y)
      .lineWidth(font === 'strong' ? 1 : 0.5)
      .strokeColor(greys.line)
      .stroke()
  }
  const heightOf = (cells: readonly string[], font: 'text' | 'strong') => {
    pdf.font(font).fontSize(size)
    const heights = cells.map((text, place) =>
      pdf.heightOfString(text, { width: (widths[place] ?? 0) - 2 * padding }),
    )
    return Math.min(400, Math.max(size + 3, ...heights)) + 2 * padding
  }
  const headHeight = heightOf(heads, 'strong')
  keepTogether(pdf, headHeight + 40)
  draw(heads, 'strong', headHeight)
  for (const row of rows) {
    const cells = places.map((at) => textOf(row, at))
    const height = heightOf(cells, 'text')
    if (pdf.y + height > page.height - page.foot) {
      pdf.addPage()
      draw(heads, 'strong', headHeight)
    }
    draw(cells, 'text', height)
  }
  pdf.y += 10
}

/** By what stands in them, none so narrow that it cannot be read. */
function widthsOf(lengths: readonly number[]): number[] {
  const shares = lengths.map((length) => Math.min(40, length) + 2)
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => (inner * share) / sum)
}
