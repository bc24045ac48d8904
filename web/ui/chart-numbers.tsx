import type { Chart } from '#contracts/chart.ts'
import { chartTable, formatValue } from '#features/charts/option.ts'
import { PlainTable } from './plain-table.tsx'

/** The figures themselves; what was not measured is a dash. */
export default function ChartNumbers({ chart }: { chart: Chart }) {
  const { columns, rows } = chartTable(chart)
  return (
    <PlainTable
      label={`${chart.title}, as a table`}
      className="max-h-full"
      figures
      columns={columns.map(({ label }) => label)}
      rows={rows.map((row) =>
        row.map((value) => (typeof value === 'string' ? value : formatValue(value, chart.unit))),
      )}
    />
  )
}
