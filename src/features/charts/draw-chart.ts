import type { Chart } from '#contracts/chart.ts'
import type { App } from '#kernel/app.ts'
import { checkChart, checkDocument } from './document.ts'
import type { ChartDocument } from './document.ts'
import type { ChartTheme } from './option.ts'
import type { DrawTask } from './draw-aside.ts'

const drawing = new URL('./draw-aside.ts', import.meta.url)

/**
 * The chart as a PNG of 1520 × 840. Shows Latin, Greek and Cyrillic letters; what our font lacks (other scripts,
 * emoji) is left out of the picture and stands in the chart's `alt`.
 *
 * @throws AppError `limit` (too many points, too many waiting), `internal` (failed, took over 10 s).
 */
export async function drawChart(app: App, chart: Chart, theme: ChartTheme = 'light'): Promise<Uint8Array> {
  checkChart(chart)
  return app.aside.quick.run(drawing, { kind: 'png', chart, theme } satisfies DrawTask)
}

/** A workbook: one sheet for each section, numbers as numbers, charts as pictures. Throws AppError `limit`. */
export async function toXlsx(app: App, document: ChartDocument): Promise<Uint8Array> {
  checkDocument(document)
  return app.aside.long.run(drawing, { kind: 'xlsx', document, at: app.clock.now() } satisfies DrawTask)
}

/** A4 pages, numbered; tables go on over pages with their heads. Throws AppError `limit`. */
export async function toPdf(app: App, document: ChartDocument): Promise<Uint8Array> {
  checkDocument(document)
  return app.aside.long.run(drawing, { kind: 'pdf', document, at: app.clock.now() } satisfies DrawTask)
}
