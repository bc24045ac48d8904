import type { JSONColumnType } from 'kysely'
import type { Chart } from '#contracts/chart.ts'

export interface ChartRowTable {
  org_id: string
  /** Made of the organisation and the chart itself: the same chart is one row. */
  id: string
  chart: JSONColumnType<Chart>
  created_at: Date
}

declare module '#kernel/db.ts' {
  interface Database {
    charts: ChartRowTable
  }
}
