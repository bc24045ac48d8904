import type { Chart, Unit } from '#contracts/chart.ts'
import { number } from './series.ts'

export interface ChartTable {
  columns: Array<{ label: string; unit?: Unit }>
  rows: Array<Array<string | number | null>>
}

/** The figures of a chart, as a table. */
export function chartTable(chart: Chart): ChartTable {
  if (chart.kind === 'heat') {
    const values = chart.series[0]?.values ?? []
    return {
      columns: [{ label: '' }, ...chart.x.map((label) => ({ label, unit: chart.unit }))],
      rows: (chart.y ?? ['']).map((name, row) => [
        name,
        ...chart.x.map((_, at) => number(values[row * chart.x.length + at])),
      ]),
    }
  }
  return {
    columns: [{ label: '' }, ...chart.series.map(({ name }) => ({ label: name, unit: chart.unit }))],
    rows: chart.x.map((name, at) => [name, ...chart.series.map(({ values }) => number(values[at]))]),
  }
}
