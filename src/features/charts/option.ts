import type { EChartsOption } from 'echarts'
import type { Chart } from '#contracts/chart.ts'
import { bars } from './look/bars.ts'
import { heat } from './look/heat.ts'
import { lines } from './look/lines.ts'
import { chartColours, fontFamily, looks } from './look/palette.ts'
import type { ChartSize, ChartTheme, Frame, Look } from './look/palette.ts'
import { number } from './look/series.ts'
import { cut } from './look/words.ts'

export { chartTable } from './look/chart-table.ts'
export type { ChartTable } from './look/chart-table.ts'
export { chartColours } from './look/palette.ts'
export type { ChartSize, ChartTheme } from './look/palette.ts'
export { formatValue } from './look/words.ts'

/**
 * How a chart looks, for the browser and for pictures alike. The browser loads this very file: of other packages it
 * and `look/` import types only, so that nothing else comes along.
 */
export function chartOption(chart: Chart, theme: ChartTheme, size: ChartSize): EChartsOption {
  const look: Look = { ...looks[theme], colours: chartColours[theme], theme }
  const frame: Frame = { size, pad: size.use === 'picture' ? 24 : 2, top: size.use === 'picture' ? 60 : 12 }
  const isEmpty = chart.series.every(({ values }) => values.every((value) => number(value) === null))
  const drawn = isEmpty
    ? {}
    : chart.kind === 'heat'
      ? heat(chart, look, frame)
      : chart.kind === 'bar'
        ? bars(chart, look, frame)
        : lines(chart, look, frame)
  const { note, ...option } = { note: isEmpty ? 'Nothing was measured.' : '', ...drawn }
  return {
    // Nothing moves: a figure is there or it is not.
    animation: false,
    backgroundColor: size.use === 'picture' ? look.surface : 'transparent',
    textStyle: { fontFamily, color: look.ink },
    ...titles(chart, look, frame, note),
    ...option,
  }
}

function titles(chart: Chart, look: Look, { size, pad }: Frame, note: string): Pick<EChartsOption, 'title'> {
  const title = {
    text: cut(chart.title, 110),
    left: pad,
    top: 18,
    padding: 0,
    textStyle: {
      fontFamily,
      fontSize: 17,
      fontWeight: 600,
      color: look.ink,
      width: size.width - 2 * pad,
      overflow: 'truncate' as const,
    },
  }
  const below = {
    text: note,
    right: pad,
    bottom: 6,
    padding: 0,
    textStyle: { fontFamily, fontSize: 12, fontWeight: 400, color: look.muted },
  }
  return { title: [...(size.use === 'picture' ? [title] : []), ...(note ? [below] : [])] }
}
