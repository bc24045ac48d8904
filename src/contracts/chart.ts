/**
 * A chart in words that no library owns: one builder (`features/charts`) draws it in the browser, in chats and in
 * files. `null` is "not measured" and leaves a gap; it is never drawn as zero.
 */
export interface Chart {
  /** `line`: over time. `bar`: things compared, in the order of `x`. `heat`: `x` by `y`. */
  kind: 'line' | 'bar' | 'heat'
  title: string
  unit: Unit
  /** Names along the axis: days, platforms, titles of posts. For `heat` its columns. */
  x: string[]
  /** For `heat`: its rows; then series[0].values holds row after row. */
  y?: string[]
  series: ChartSeries[]
  /** Everything that matters in it, for those who do not see it. */
  alt: string
}

export interface ChartSeries {
  name: string
  values: Array<number | null>
  /** `before`: the period compared with. `forecast`, `low`, `high`: not measured, drawn as such. */
  role?: 'before' | 'forecast' | 'low' | 'high'
}

/** `percent` holds 12.5 for 12.5 %. `seconds` are shown as a duration. `money` is in the organisation's currency. */
export type Unit = 'count' | 'percent' | 'seconds' | 'money'
