import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Chart } from '#contracts/chart.ts'
import { busyChart, hostileTexts, reachChart, replyChart } from '#test/kit/sample-charts.ts'
import { chartColours, chartOption, chartTable, formatValue } from './option.ts'
import type { ChartTheme } from './option.ts'

interface DrawnSeries {
  type: string
  name: string
  color?: string
  stack?: string
  lineStyle?: { type?: string; opacity?: number }
  itemStyle?: { color?: string }
  data: Array<{ value: number | string | number[]; symbol?: string } | number | string>
}
interface Drawn {
  title: Array<{ text: string }>
  backgroundColor: string
  series: DrawnSeries[]
  xAxis: {
    type: string
    data: string[]
    axisLabel: { formatter: (value: string | number, at?: number) => string }
  }
  yAxis: { type: string; data: string[]; scale?: boolean; interval?: number }
  legend?: { data?: Array<{ name: string }>; formatter?: (name: string) => string }
  tooltip: { formatter?: (hit: object) => string }
  visualMap: { min: number; max: number }
}
const size = { width: 760, height: 420 }
// What this file checks of it.
const draw = (chart: Chart, theme: ChartTheme = 'light', use: 'picture' | 'screen' = 'picture') =>
  chartOption(chart, theme, { ...size, use }) as object as Drawn
const valuesOf = (series: DrawnSeries | undefined) =>
  series?.data.map((one) => (typeof one === 'object' ? one.value : one))

test('figures are said by their unit', () => {
  const said = (unit: Chart['unit'], ...values: number[]) =>
    values.map((value) => formatValue(value, unit, 'short'))
  expect(said('count', 0, 950, 1200, 12_340, 999_960, 3_400_000, -1500)).toEqual([
    '0',
    '950',
    '1.2k',
    '12.3k',
    '1M',
    '3.4M',
    '-1.5k',
  ])
  expect(said('percent', 0, 12.5, 3.456, 1250)).toEqual(['0%', '12.5%', '3.46%', '1,250%'])
  expect(said('seconds', 0, 0.42, 59, 60, 3900, 90_000, 172_800)).toEqual([
    '0 s',
    '0.4 s',
    '59 s',
    '1 min',
    '1 h 5 min',
    '1 d 1 h',
    '2 d',
  ])
  expect(formatValue(3599.7, 'seconds')).toBe('1 h')
  expect(formatValue(1234.5, 'money')).toBe('1,234.50')
  expect(formatValue(12_345, 'count')).toBe('12,345')
  expect(formatValue(null, 'count')).toBe('–')
  expect(formatValue(Number.NaN, 'percent')).toBe('–')
  expect(formatValue(1e300, 'money', 'short').length).toBeLessThan(12)
})

test('what was not measured leaves a gap; a point between two gaps is still seen', () => {
  const chart = { ...reachChart, series: [{ name: 'a', values: [1, null, 3, null, Number.NaN] }] }
  const [line] = draw(chart).series
  expect(valuesOf(line)).toEqual([1, '-', 3, '-', '-', '-'])
  expect(line?.data[2]).toMatchObject({ symbol: 'circle' })
  expect(valuesOf(draw(replyChart).series[0])).toEqual([700, 3900, '-'])
  expect(valuesOf(draw(busyChart).series[0])).toHaveLength(167)
  const nothing = draw({ ...reachChart, series: [{ name: 'a', values: [null] }] })
  expect(nothing.title.map(({ text }) => text)).toContain('Nothing was measured.')
  expect(nothing.series).toBeUndefined()
})

test('the period before is muted and dashed, a forecast dashed from the last figure, low and high a band', () => {
  const chart: Chart = {
    ...reachChart,
    series: [
      { name: 'Followers', values: [10, 12, 14, null, null] },
      { name: 'Last month', role: 'before', values: [8, 9, 9, 9, 9] },
      { name: 'Expected', role: 'forecast', values: [null, null, null, 15, 16] },
      { name: 'Low', role: 'low', values: [null, null, null, 13, 12] },
      { name: 'High', role: 'high', values: [null, null, null, 17, 20] },
    ],
  }
  const { series, legend } = draw(chart)
  const of = (name: string) => series.find((one) => one.name === name)
  expect(of('0')?.lineStyle?.type).toBeUndefined()
  expect(of('1')).toMatchObject({ lineStyle: { type: 'dashed' } })
  expect(of('1')?.color).not.toBe(of('0')?.color)
  expect(of('2')).toMatchObject({ lineStyle: { type: 'dashed' }, color: of('0')?.color })
  expect(valuesOf(of('2'))).toEqual(['-', '-', 14, 15, 16, '-'])
  expect(valuesOf(of('floor'))).toEqual(['-', '-', 14, 13, 12, '-'])
  expect(valuesOf(of('band'))).toEqual(['-', '-', 0, 4, 8, '-'])
  expect(legend?.data?.map(({ name }) => legend.formatter?.(name))).toEqual([
    'Followers',
    'Last month',
    'Expected',
    'Low – High',
  ])
  expect(valuesOf(draw(chart, 'dark').series.find((one) => one.name === 'band'))).toContain(8)
})

test('bars stand in the order given, on their sides when names are long, and not more than can be read', () => {
  const few = draw(replyChart)
  expect(few.xAxis).toMatchObject({ type: 'category', data: ['WhatsApp', 'Instagram', 'Web chat'] })
  const names = Array.from({ length: 60 }, (_, at) => `A post with a name that is rather long, number ${at}`)
  const many = draw({ ...replyChart, x: names, series: [{ name: 'n', values: names.map((_, at) => at) }] })
  expect(many.yAxis.type).toBe('category')
  expect(many.yAxis.data.length).toBeLessThan(20)
  expect(many.yAxis.data[0]).toContain('number 0')
  expect(many.title.at(-1)?.text).toMatch(/^The first \d+ of 60$/)
})

test('of many series twelve have a name', () => {
  const series = Array.from({ length: 20 }, (_, at) => ({ name: `Account ${at}`, values: [at, at + 1] }))
  const { legend, title, series: drawn } = draw({ ...reachChart, series })
  expect(legend?.data).toHaveLength(12)
  expect(title.at(-1)?.text).toBe('12 of 20 are named')
  expect(new Set(drawn.slice(0, 12).map(({ color }) => color)).size).toBe(12)
})

test('axes: zero stands where it must, durations step by the clock, days are said as days', () => {
  expect(draw({ ...reachChart, series: [{ name: 'a', values: [10_000, 10_200] }] }).yAxis.scale).toBe(true)
  expect(draw(reachChart).yAxis.scale).toBe(false)
  expect(
    draw({ ...reachChart, unit: 'seconds', series: [{ name: 'a', values: [100, 4000] }] }).yAxis.interval,
  ).toBe(900)
  expect(draw(reachChart).xAxis.axisLabel.formatter('2026-10-03', 2)).toBe('3 Oct')
})

test('dark and light differ, and both are the colours of the tokens', () => {
  const css = readFileSync(new URL('../../../web/ui/tokens.css', import.meta.url), 'utf8')
  const [light, dark] = css.split("[data-theme='dark']")
  chartColours.light.forEach((colour, at) => expect(light).toContain(`--chart-${at + 1}: ${colour}`))
  chartColours.dark.forEach((colour, at) => expect(dark).toContain(`--chart-${at + 1}: ${colour}`))
  expect(draw(reachChart, 'dark').series[0]?.color).toBe(chartColours.dark[0])
  expect(draw(reachChart, 'dark').backgroundColor).not.toBe(draw(reachChart).backgroundColor)
})

test('on a screen it answers the pointer in plain words; a picture has no such thing', () => {
  const { tooltip, title, backgroundColor } = draw(reachChart, 'light', 'screen')
  expect(tooltip.formatter?.([{ dataIndex: 2 }])).toBe('2026-10-03\nReach: –\nSeptember: 1,300')
  expect(title).toEqual([])
  expect(backgroundColor).toBe('transparent')
  expect(draw(busyChart, 'light', 'screen').tooltip.formatter?.({ value: [3, 1, 27] })).toBe('Tue · 03: 27')
  expect(draw(reachChart).tooltip.formatter).toBeUndefined()
  // A name that the library would take for a field of every object.
  const bars = draw({ ...replyChart, x: ['__proto__', 'b', 'constructor'] })
  expect(bars.yAxis.data.filter((name) => name in Object.prototype)).toEqual([])
  for (const text of hostileTexts) {
    const option = draw({ ...reachChart, title: text, series: [{ name: text, values: [1, 2] }] })
    expect(option.title[0]?.text.length).toBeLessThan(130)
  }
})

test('the figures as a table', () => {
  expect(chartTable(reachChart).rows[2]).toEqual(['2026-10-03', null, 1300])
  expect(chartTable(reachChart).columns[1]).toEqual({ label: 'Reach', unit: 'count' })
  const { columns, rows } = chartTable(busyChart)
  expect([columns.length, rows.length]).toEqual([25, 7])
  expect(rows[0]?.slice(0, 7)).toEqual(['Mon', 0, 1, 2, 3, 4, null])
})
