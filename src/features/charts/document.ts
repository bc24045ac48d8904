import type { Chart } from '#contracts/chart.ts'
import { AppError } from '#kernel/errors.ts'
import type { ChartTable } from './option.ts'

/** What a report, an answer or a list has to say, in words that no file format owns. */
export interface ChartDocument {
  title: string
  subtitle?: string
  sections: ChartSection[]
}

export interface ChartSection {
  heading: string
  text?: string
  chart?: Chart
  table?: ChartTable
  /** Small print: the period with its zone, where the figures come from. */
  note?: string
}

const mostRows = 20_000
const mostCells = 400_000
const mostSections = 60
const mostPoints = 50_000

/** Throws AppError `limit` where a file would grow out of hand. */
export function checkDocument({ sections }: ChartDocument): void {
  if (sections.length > mostSections)
    throw tooMuch(`It has ${sections.length} sections; a file takes ${mostSections}. Split it.`)
  let rows = 0
  let cells = 0
  for (const { table, chart } of sections) {
    if (chart) checkChart(chart)
    rows += table?.rows.length ?? 0
    cells += (table?.rows.length ?? 0) * (table?.columns.length ?? 0)
  }
  if (rows > mostRows || cells > mostCells)
    throw tooMuch(
      `It has ${rows.toLocaleString('en-US')} rows; a file takes ${mostRows.toLocaleString('en-US')}. ` +
        'Choose a shorter period or fewer columns.',
    )
}

export function checkChart(chart: Chart): void {
  const points = chart.series.reduce((sum, { values }) => sum + values.length, chart.x.length)
  if (points > mostPoints)
    throw tooMuch('This chart has too many points to be drawn. Choose a shorter period or a coarser grain.')
}

const tooMuch = (message: string) => new AppError('limit', message)
