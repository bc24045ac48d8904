import type { Chart } from '#contracts/chart.ts'
import { fontFamily, heatColours } from './palette.ts'
import type { Frame, Look } from './palette.ts'
import { axisText, gridOf, tooltipOf } from './parts.ts'
import { upTo } from './series.ts'
import { cut, formatValue, xLabels } from './words.ts'

export function heat(chart: Chart, look: Look, frame: Frame) {
  const { size, pad } = frame
  const rows = chart.y ?? ['']
  const values = upTo(chart.series[0]?.values ?? [], chart.x.length * rows.length)
  const there = values.filter((value) => value !== null)
  const least = there.reduce((low, value) => Math.min(low, value), there[0] ?? 0)
  const low = least > 0 && chart.unit === 'count' ? 0 : least
  const high = there.reduce((top, value) => Math.max(top, value), low)
  const isTold = values.length <= 96 && (size.width - 100) / Math.max(1, chart.x.length) > 40
  const labels = (names: readonly string[], most: number) => ({
    ...axisText(look),
    hideOverlap: true,
    formatter: xLabels(names, most),
  })
  const bare = {
    type: 'category' as const,
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: { show: false },
  }
  return {
    grid: gridOf({ ...frame, top: frame.top + 18 }, 0, { right: 4, bottom: 0 }),
    xAxis: { ...bare, data: chart.x.map((name) => cut(name, 60)), axisLabel: labels(chart.x, 14) },
    yAxis: {
      ...bare,
      inverse: true,
      data: rows.map((name) => cut(name, 60)),
      axisLabel: { ...labels(rows, 24), width: size.width * 0.25, overflow: 'truncate' as const },
    },
    visualMap: {
      type: 'continuous' as const,
      min: low,
      max: high > low ? high : low + 1,
      calculable: false,
      hoverLink: false,
      orient: 'horizontal' as const,
      right: pad,
      top: size.use === 'picture' ? 48 : 5,
      padding: 0,
      itemWidth: 8,
      itemHeight: 110,
      text: [formatValue(high, chart.unit, 'short'), formatValue(low, chart.unit, 'short')],
      textGap: 8,
      textStyle: { fontFamily, fontSize: 12, color: look.muted },
      inRange: { color: [...heatColours[look.theme]] },
    },
    tooltip: tooltipOf(chart, look, size, 'item'),
    series: [
      {
        type: 'heatmap' as const,
        name: '0',
        itemStyle: { borderColor: look.surface, borderWidth: 1.5, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: look.ink } },
        label: { show: isTold, fontFamily, fontSize: 11 },
        // A cell without a measurement stays empty.
        data: values.flatMap((value, at) => {
          if (value === null) return []
          const part = high > low ? (value - low) / (high - low) : 0
          const isStrong = look.theme === 'dark' ? part < 0.45 : part > 0.4
          return [
            {
              value: [at % chart.x.length, Math.floor(at / chart.x.length), value],
              label: {
                color: isStrong ? '#ffffff' : '#15161a',
                formatter: () => formatValue(value, chart.unit, 'short'),
              },
            },
          ]
        }),
      },
    ],
  }
}
