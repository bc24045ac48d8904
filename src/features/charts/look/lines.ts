import type { LineSeriesOption } from 'echarts'
import type { Chart, ChartSeries } from '#contracts/chart.ts'
import { colourAt, fontFamily } from './palette.ts'
import type { Frame, Look } from './palette.ts'
import { axisText, gridOf, legendOf, named, noLegend, tooltipOf, valueAxis, widthOf } from './parts.ts'
import { keyOf, number, pairOf, split, upTo } from './series.ts'
import { cut, xLabels } from './words.ts'

const plus = 'path://M-1,-.4H-.4V-1H.4V-.4H1V.4H.4V1H-.4V.4H-1Z'
const cross = 'path://M-1,-.5L-.5,-1L0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0Z'
/** One for each line that has a name, so that hue need not tell them apart. */
const symbols = ['circle', 'rect', 'triangle', 'diamond', plus].concat(
  ['emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond', cross],
  ['arrow', 'emptyArrow'],
)
const dashes = 'path://M0,0H8V2H0ZM14,0H22V2H14Z'
const bandEntry = { name: 'band', icon: 'rect', itemStyle: { opacity: 0.3 } }
const endLabels = 5

export function lines(chart: Chart, look: Look, frame: Frame) {
  const { size } = frame
  const length = chart.x.length
  const { measured, befores, forecasts, band } = split(chart)
  const bands = band ? bandSeries(band, measured[0], length, look) : []
  const many = measured.length > 1
  const shown = [
    ...measured.map((one, at) => ({
      ...lineOf(chart, one, marked(one, length, at, many), symbols[at] ?? 'none'),
      lineStyle: { width: at < named ? 2.25 : 1, opacity: at < named ? 1 : 0.5 },
      color: at < named ? colourAt(look, at) : look.quiet,
      z: at < named ? 3 : 1,
    })),
    ...befores.map((one, at) => ({
      ...lineOf(chart, one, bridge(one, length), 'none'),
      lineStyle: { width: 1.75, type: 'dashed' as const },
      color: measured.length > 1 ? colourAt(look, pairOf(one, at, measured)) : look.quiet,
      z: 2,
    })),
    ...forecasts.map((one, at) => ({
      ...lineOf(chart, one, bridge(one, length, measured[pairOf(one, at, measured)]), 'none'),
      lineStyle: { width: 2, type: 'dashed' as const },
      color: colourAt(look, pairOf(one, at, measured)),
      z: 3,
    })),
  ]
  const direct = size.width >= 560 && shown.length === measured.length && shown.length <= endLabels
  const labelled = direct && shown.length > 1
  const right = labelled ? 14 + widthOf(measured, 18) : size.use === 'picture' ? 12 : 8
  const entries = shown
    .filter(({ z }) => z > 1)
    .map(({ name, label, symbol }) => ({
      label,
      entry: symbol === 'none' ? { name, icon: dashes } : { name },
    }))
  if (band) entries.push({ label: `${band.low.name} – ${band.high.name}`, entry: bandEntry })
  const legend = labelled ? noLegend : legendOf(entries, look, frame)
  return {
    note: measured.length > named ? `${named} of ${measured.length} are named` : '',
    legend: legend.option,
    grid: gridOf(frame, legend.height, { right, bottom: measured.length > named ? 24 : 0 }),
    xAxis: {
      type: 'category' as const,
      boundaryGap: length === 1,
      data: chart.x.map((name) => cut(name, 60)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.quiet } },
      axisLabel: {
        ...axisText(look),
        hideOverlap: true,
        formatter: xLabels(chart.x, 14),
      },
    },
    yAxis: valueAxis(chart, look),
    tooltip: tooltipOf(chart, look, size, 'axis'),
    series: [
      ...bands,
      ...shown.map(({ label, ...one }) => ({
        ...one,
        ...(labelled
          ? {
              endLabel: {
                show: true,
                color: look.ink,
                fontFamily,
                fontSize: 12,
                distance: 8,
                formatter: () => cut(label, 18),
              },
              labelLayout: { moveOverlap: 'shiftY' as const },
            }
          : {}),
      })),
    ],
  }
}

type LinePoint = { value: number | '-'; symbol: string }

function lineOf(chart: Chart, series: ChartSeries, data: LinePoint[], symbol: string) {
  return {
    type: 'line' as const,
    name: keyOf(chart, series),
    label: series.name,
    data,
    symbol,
    symbolSize: 6,
    showSymbol: true,
    connectNulls: false,
  }
}

/** Where lines are told apart by more than colour; and a point between two gaps, which no line would show. */
function marked(series: ChartSeries, length: number, at: number, many: boolean): LinePoint[] {
  const values = upTo(series.values, length)
  const every = many ? Math.max(1, Math.ceil(length / 12)) : length <= 31 ? 1 : 0
  const symbol = symbols[at] ?? 'circle'
  return values.map((value, place) => {
    const isAlone = (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null
    const isMarked = at < named && every > 0 && (place + at) % every === 0
    return { value: value ?? '-', symbol: value !== null && (isAlone || isMarked) ? symbol : 'none' }
  })
}

/** What was not measured begins where the measured ends, so that the eye can follow. */
function bridge(series: ChartSeries, length: number, from?: ChartSeries): LinePoint[] {
  const values = bridged(series, length, from)
  return values.map((value, place) => {
    const isAlone = (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null
    return { value: value ?? '-', symbol: value !== null && isAlone ? 'emptyCircle' : 'none' }
  })
}

function bridged(series: ChartSeries, length: number, from?: ChartSeries): Array<number | null> {
  const values = upTo(series.values, length)
  const first = values.findIndex((value) => value !== null)
  const last = first > 0 ? number(from?.values[first - 1]) : null
  if (last !== null) values[first - 1] = last
  return values
}

function bandSeries(
  band: { low: ChartSeries; high: ChartSeries },
  from: ChartSeries | undefined,
  length: number,
  look: Look,
): LineSeriesOption[] {
  const low = bridged(band.low, length, from)
  const high = bridged(band.high, length, from)
  const between = low.map((value, place) => {
    const top = high[place] ?? null
    return value === null || top === null ? null : top - value
  })
  const colour = look.colours[0] ?? look.ink
  const part = (name: string, values: Array<number | null>, opacity: number): LineSeriesOption => ({
    type: 'line',
    name,
    stack: 'band',
    stackStrategy: 'all',
    data: values.map((value) => value ?? '-'),
    symbol: 'none',
    silent: true,
    color: colour,
    lineStyle: { opacity: 0 },
    areaStyle: { color: colour, opacity },
    z: 1,
  })
  return [
    part(
      'floor',
      low.map((value, place) => (between[place] === null ? null : value)),
      0,
    ),
    part('band', between, look.theme === 'dark' ? 0.28 : 0.16),
  ]
}
