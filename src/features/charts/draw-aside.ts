import type { Chart } from '#contracts/chart.ts'
import type { ChartDocument } from './document.ts'
import type { ChartTheme } from './option.ts'
import { loadDrawing } from './render-png.ts'

export type DrawTask =
  | { kind: 'png'; chart: Chart; theme: ChartTheme }
  | { kind: 'xlsx'; document: ChartDocument; at: Date }
  | { kind: 'pdf'; document: ChartDocument; at: Date }

// Runs in a process of its own (`draw-chart.ts`); nobody else loads this.
const draw = await loadDrawing()
const picture = (chart: Chart) => draw(chart, 'light')

export async function work(task: DrawTask): Promise<Uint8Array> {
  if (task.kind === 'png') return draw(task.chart, task.theme)
  if (task.kind === 'xlsx') return (await import('./make-xlsx.ts')).makeXlsx(task.document, picture, task.at)
  return (await import('./make-pdf.ts')).makePdf(task.document, picture, task.at)
}
