import type { Chart, ChartSeries } from '#contracts/chart.ts'

export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

export const upTo = (values: readonly unknown[], length: number): Array<number | null> =>
  Array.from({ length }, (_, at) => number(values[at]))

/** The place in the chart: what people call things is never a key. */
export const keyOf = (chart: Chart, series: ChartSeries) => String(chart.series.indexOf(series))

export function split(chart: Chart) {
  const of = (role: ChartSeries['role']) => chart.series.filter((one) => one.role === role)
  const [low] = of('low')
  const [high] = of('high')
  return {
    measured: of(undefined),
    befores: of('before'),
    forecasts: of('forecast'),
    band: low && high ? { low, high } : undefined,
  }
}

/** The measured series that one stands beside: of the same name, else of the same place. */
export function pairOf(series: ChartSeries, at: number, measured: readonly ChartSeries[]): number {
  const twin = measured.findIndex(({ name }) => name === series.name)
  return twin >= 0 ? twin : Math.min(at, Math.max(0, measured.length - 1))
}
