import { useEffect, useRef } from 'react'
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Chart } from '#contracts/chart.ts'
import { chartOption } from '#features/charts/option.ts'

// SVG would bring <style> elements, which a strict style-src refuses.
echarts.use([
  BarChart,
  HeatmapChart,
  LineChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
])

/** Fills its box; drawn anew when the box or the theme changes. Nothing in it moves. */
export default function ChartDrawing({ chart }: { chart: Chart }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const size = () => ({ width: element.clientWidth, height: element.clientHeight })
    const drawing = echarts.init(element, null, { renderer: 'canvas', ...size() })
    const root = document.documentElement
    const draw = () => {
      const { width, height } = size()
      if (width === 0 || height === 0) return
      const theme = root.dataset['theme'] === 'dark' ? 'dark' : 'light'
      drawing.resize({ width, height })
      drawing.setOption(chartOption(chart, theme, { width, height, use: 'screen' }), { notMerge: true })
    }
    // Tells of the first size too.
    const sizes = new ResizeObserver(draw)
    sizes.observe(element)
    const themes = new MutationObserver(draw)
    themes.observe(root, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      sizes.disconnect()
      themes.disconnect()
      drawing.dispose()
    }
  }, [chart])
  return <div ref={box} role="img" aria-label={chart.alt} className="absolute inset-0" />
}
