import { parentPort } from 'node:worker_threads'
import type { Chart } from '#contracts/chart.ts'
import type { ChartDocument } from './document.ts'
import type { ChartTheme } from './option.ts'
import { loadDrawing } from './render-png.ts'

export type ThreadTask =
  | { kind: 'png'; chart: Chart; theme: ChartTheme }
  | { kind: 'xlsx'; document: ChartDocument; at: Date }
  | { kind: 'pdf'; document: ChartDocument; at: Date }

export type ThreadAnswer =
  | { kind: 'ready' }
  | { kind: 'made'; bytes: Uint8Array }
  | { kind: 'failed'; reason: string }

// The start of a thread of its own (`side-thread.ts`); nobody else loads this.
if (parentPort) {
  const port = parentPort
  const draw = await loadDrawing()
  const picture = (chart: Chart) => draw(chart, 'light')
  const make = async (task: ThreadTask): Promise<Uint8Array> => {
    if (task.kind === 'png') return draw(task.chart, task.theme)
    if (task.kind === 'xlsx')
      return (await import('./make-xlsx.ts')).makeXlsx(task.document, picture, task.at)
    return (await import('./make-pdf.ts')).makePdf(task.document, picture, task.at)
  }
  const tell = (answer: ThreadAnswer) => port.postMessage(answer)
  port.on('message', (task: ThreadTask) => {
    make(task).then(
      (bytes) => tell({ kind: 'made', bytes }),
      (error: unknown) =>
        tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
  })
  tell({ kind: 'ready' })
}
