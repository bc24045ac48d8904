import type { Chart, ChartSeries } from '#contracts/chart.ts'
import { fontFamily, letterPx } from './palette.ts'
import type { ChartSize, Frame, Look } from './palette.ts'
import { number, upTo } from './series.ts'
import { cut, formatValue } from './words.ts'

export const named = 12
export const axisText = (look: Look) => ({ fontFamily, fontSize: 12, color: look.muted })
export const noLegend = { option: { show: false }, height: 0 }

interface LegendEntry {
  entry: { name: string; icon?: string; itemStyle?: { opacity: number } }
  label: string
}

export function legendOf(entries: readonly LegendEntry[], look: Look, { size, pad, top }: Frame) {
  if (entries.length < 2) return noLegend
  const few = entries.slice(0, named + 2)
  const labels = new Map(few.map(({ entry, label }) => [entry.name, cut(label, 26)]))
  let rows = 1
  let used = 0
  for (const label of labels.values()) {
    const width = 42 + label.length * letterPx
    if (used > 0 && used + width > size.width - 2 * pad) {
      rows += 1
      used = 0
    }
    used += width
  }
  const option = {
    data: few.map(({ entry }) => entry),
    left: pad,
    top: top - 10,
    padding: 0,
    itemGap: 14,
    itemWidth: 22,
    itemHeight: 9,
    selectedMode: false,
    textStyle: { fontFamily, fontSize: 12, color: look.ink },
    formatter: (name: string) => labels.get(name) ?? name,
  }
  return { option, height: rows * 22 + 4 }
}

export const gridOf = (
  { pad, top, size }: Frame,
  legend: number,
  more: { right: number; bottom: number },
) => ({
  left: pad,
  right: pad + more.right,
  top: top + legend + (size.use === 'picture' ? 4 : 0),
  bottom: (size.use === 'picture' ? 18 : 4) + more.bottom,
  outerBoundsMode: 'same' as const,
  outerBoundsContain: 'axisLabel' as const,
})

export const widthOf = (series: readonly ChartSeries[], most: number) =>
  Math.max(...series.map(({ name }) => cut(name, most).length)) * letterPx

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]

/** From zero; only a line that moves little and far from it is looked at closely. */
export function valueAxis(chart: Chart, look: Look) {
  const values = chart.series
    .flatMap((one) => upTo(one.values, chart.x.length))
    .filter((value) => value !== null)
  const high = values.reduce((top, value) => Math.max(top, value), 0)
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const isClose = chart.kind === 'line' && low > 0 && high - low < high * 0.25
  const step = steps.find((one) => high / one <= 5) ?? 86_400 * Math.ceil(high / 86_400 / 5)
  return {
    type: 'value' as const,
    scale: isClose,
    splitNumber: 4,
    ...(chart.unit === 'seconds' && high > 0 && !isClose
      ? { interval: step, max: Math.ceil(high / step) * step }
      : {}),
    ...(chart.unit === 'count' && values.every(Number.isInteger) ? { minInterval: 1 } : {}),
    axisLabel: {
      ...axisText(look),
      formatter: (value: number) => formatValue(value, chart.unit, 'short'),
    },
    splitLine: { lineStyle: { color: look.line } },
  }
}

/** In the picture's own words and never as markup: the page forbids styles that come with it. */
export function tooltipOf(
  chart: Chart,
  look: Look,
  size: ChartSize,
  trigger: 'axis' | 'item',
  places?: readonly number[],
) {
  if (size.use === 'picture') return { show: false }
  const said = (value: unknown) => formatValue(number(value), chart.unit)
  const plain = (text: string) => cut(text, 48).replace(/[{}|]/g, ' ')
  return {
    trigger,
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: look.surface,
    borderColor: look.line,
    textStyle: { fontFamily, fontSize: 12, color: look.ink },
    axisPointer: { type: chart.kind === 'bar' ? ('shadow' as const) : ('line' as const) },
    formatter: (hit: { dataIndex?: number; value?: unknown } | Array<{ dataIndex?: number }>) => {
      if (!Array.isArray(hit)) {
        const [x, y, value] = Array.isArray(hit.value) ? (hit.value as number[]) : []
        return `${plain(chart.y?.[y ?? 0] ?? '')} · ${plain(chart.x[x ?? 0] ?? '')}: ${said(value)}`
      }
      const place = hit[0]?.dataIndex ?? 0
      const at = places?.[place] ?? place
      const few = chart.series.slice(0, named).map((one) => `${plain(one.name)}: ${said(one.values[at])}`)
      return [plain(chart.x[at] ?? ''), ...few].join('\n')
    },
  }
}
