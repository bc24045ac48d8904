import type { BarSeriesOption } from 'echarts'
import type { Chart, ChartSeries } from '#contracts/chart.ts'
import { colourAt, fontFamily, letterPx } from './palette.ts'
import type { Frame, Look } from './palette.ts'
import { axisText, gridOf, legendOf, named, tooltipOf, valueAxis } from './parts.ts'
import { keyOf, number, pairOf, split } from './series.ts'
import { cut, formatValue, xLabels } from './words.ts'

export function bars(chart: Chart, look: Look, frame: Frame) {
  const { size, pad } = frame
  const { measured, befores, forecasts } = split(chart)
  const shown = [...measured, ...befores, ...forecasts].slice(0, named)
  const longest = Math.max(...chart.x.map((name) => Array.from(name).length), 0)
  const isFlat = longest > 10 || chart.x.length > 8 || size.width < 480
  const entries =
    shown.length > 1 ? shown.map((one) => ({ entry: { name: keyOf(chart, one) }, label: one.name })) : []
  const legend = legendOf(entries, look, frame)
  const room = isFlat ? size.height - frame.top - legend.height - pad - 30 : size.width - 2 * pad - 50
  const most = Math.max(3, Math.floor(room / (isFlat ? 10 + 11 * shown.length : 14 + 18 * shown.length)))
  const order = [...chart.x.keys()]
  const kept = order.slice(0, most)
  const isTold = shown.length <= 2 && kept.length * shown.length <= 24
  const names = kept.map((at) => chart.x[at] ?? '')
  const labelPx = Math.min(size.width * 0.36, 12 + Math.min(longest, 44) * letterPx)
  const category = {
    type: 'category' as const,
    data: names.map((name) => cut(name, 60)),
    inverse: isFlat,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.quiet } },
    axisLabel: {
      ...axisText(look),
      interval: 0,
      color: look.ink,
      formatter: xLabels(names, 44),
      width: isFlat ? labelPx : (room / Math.max(1, kept.length)) * 0.95,
      overflow: 'truncate' as const,
    },
  }
  const values = { ...valueAxis(chart, look), ...(isTold ? { show: false } : {}) }
  const isCut = kept.length < order.length
  return {
    note: isCut ? `The first ${kept.length} of ${order.length}` : '',
    legend: legend.option,
    grid: gridOf(frame, legend.height + (isTold && !isFlat ? 12 : 0), {
      right: isTold && isFlat ? 64 : 12,
      bottom: isCut ? 18 : 0,
    }),
    xAxis: isFlat ? values : category,
    yAxis: isFlat ? category : values,
    tooltip: tooltipOf(chart, look, size, 'axis', kept),
    series: shown.map((one, at) => barOf(chart, one, { at, kept, isFlat, isTold, look, measured })),
  }
}

function barOf(
  chart: Chart,
  series: ChartSeries,
  draw: {
    at: number
    kept: readonly number[]
    isFlat: boolean
    isTold: boolean
    look: Look
    measured: readonly ChartSeries[]
  },
): BarSeriesOption {
  const { at, kept, isFlat, look, measured } = draw
  const hue = colourAt(look, series.role ? pairOf(series, 0, measured) : at)
  const style =
    series.role === 'before'
      ? { color: look.quiet }
      : series.role === 'forecast'
        ? { color: `${hue}33`, borderColor: hue, borderWidth: 1.5, borderType: 'dashed' as const }
        : { color: hue }
  return {
    type: 'bar',
    name: keyOf(chart, series),
    itemStyle: { ...style, borderRadius: 2 },
    barMaxWidth: isFlat ? 22 : 56,
    barMinHeight: 1,
    barGap: '12%',
    barCategoryGap: '28%',
    label: {
      show: draw.isTold,
      fontFamily,
      fontSize: 12,
      color: series.role === 'before' ? look.muted : look.ink,
      formatter: ({ value }) => (typeof value === 'number' ? formatValue(value, chart.unit, 'short') : ''),
    },
    data: kept.map((place) => {
      const value = number(series.values[place])
      const isBelow = value !== null && value < 0
      const position = isFlat ? (isBelow ? 'left' : 'right') : isBelow ? 'bottom' : 'top'
      return { value: value ?? '-', label: { position } }
    }),
  }
}
