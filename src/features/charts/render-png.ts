import { fileURLToPath } from 'node:url'
import type { Chart } from '#contracts/chart.ts'
import { drawableChart } from './drawable-chart.ts'
import { chartOption } from './option.ts'
import type { ChartTheme } from './option.ts'

export const pictureSize = { width: 760, height: 420 } as const
const scale = 2

export const fontFile = (weight: 'Regular' | 'SemiBold') =>
  fileURLToPath(
    weight === 'Regular'
      ? import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')
      : import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  )

export type DrawPng = (chart: Chart, theme: ChartTheme) => Uint8Array

/** Loads what draws: 90 MB, so only ever in a thread that ends. */
export async function loadDrawing(): Promise<DrawPng> {
  const [echarts, charts, components, renderers, { Resvg }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
    import('@resvg/resvg-js'),
  ])
  echarts.use([
    charts.LineChart,
    charts.BarChart,
    charts.HeatmapChart,
    components.GridComponent,
    components.LegendComponent,
    components.TitleComponent,
    components.TooltipComponent,
    components.VisualMapContinuousComponent,
    renderers.SVGRenderer,
  ])
  echarts.setPlatformAPI({ measureText: (text, font) => ({ width: widthOf(text, font ?? '') }) })
  const fontFiles = [fontFile('Regular'), fontFile('SemiBold')]
  return (chart, theme) => {
    const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...pictureSize })
    try {
      drawing.setOption(chartOption(drawableChart(chart), theme, { ...pictureSize, use: 'picture' }))
      const picture = new Resvg(drawing.renderToSVGString(), {
        fitTo: { mode: 'zoom', value: scale },
        // Without fonts of its own it would draw no text at all, and say nothing.
        font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' },
      })
      return new Uint8Array(picture.render().asPng())
    } finally {
      drawing.dispose()
    }
  }
}

/** Nearly what our font takes; without a canvas ECharts would guess for a narrower one. */
function widthOf(text: string, font: string): number {
  const px = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)
  let em = 0
  for (const letter of text)
    em += /[ilj.,:;'|!()[\]ftrI ]/.test(letter) ? 0.32 : letter === '国' ? 1 : wide.test(letter) ? 0.78 : 0.6
  return em * px * (/\b(600|bold)\b/.test(font) ? 1.05 : 1)
}
const wide = /[mwMWOQGDHNU@%—…\p{Script=Han}]/u
