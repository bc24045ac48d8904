import type { Chart } from '#contracts/chart.ts'
import type { App } from '#kernel/app.ts'
import { checkChart, checkDocument } from './document.ts'
import type { ChartDocument } from './document.ts'
import type { ChartTheme } from './option.ts'
import { makeSideThread } from './side-thread.ts'
import type { SideThread } from './side-thread.ts'

const drawLimitMs = 10_000
const fileLimitMs = 120_000

/** Charts do not wait for long files. */
const threads = new WeakMap<App, { charts: SideThread; files: SideThread }>()

function threadsOf(app: App) {
  const known = threads.get(app)
  if (known) return known
  const made = {
    charts: makeSideThread({ log: app.log, limitMs: drawLimitMs }),
    files: makeSideThread({ log: app.log, limitMs: fileLimitMs }),
  }
  threads.set(app, made)
  return made
}

/**
 * The chart as a PNG of 1520 × 840. Shows Latin, Greek and Cyrillic letters; what our font lacks (other scripts,
 * emoji) is left out of the picture and stands in the chart's `alt`.
 *
 * @throws AppError `limit` (too many points, too many waiting), `internal` (failed, took over 10 s).
 */
export async function drawChart(app: App, chart: Chart, theme: ChartTheme = 'light'): Promise<Uint8Array> {
  checkChart(chart)
  return threadsOf(app).charts.run({ kind: 'png', chart, theme })
}

/** A workbook: one sheet for each section, numbers as numbers, charts as pictures. Throws AppError `limit`. */
export async function toXlsx(app: App, document: ChartDocument): Promise<Uint8Array> {
  checkDocument(document)
  return threadsOf(app).files.run({ kind: 'xlsx', document, at: app.clock.now() })
}

/** A4 pages, numbered; tables go on over pages with their heads. Throws AppError `limit`. */
export async function toPdf(app: App, document: ChartDocument): Promise<Uint8Array> {
  checkDocument(document)
  return threadsOf(app).files.run({ kind: 'pdf', document, at: app.clock.now() })
}
