import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { useRoving } from './use-roving.ts'

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  align?: 'start' | 'end'
  /** A Tailwind width: `w-40`. One column without it takes the rest. */
  width?: string
  /** Left out where there is little room. */
  wideOnly?: boolean
}

export interface DataTableProps<T> {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  onOpen?: (row: T) => void
}

const cellLook = (column: { align?: 'start' | 'end'; width?: string; wideOnly?: boolean }) =>
  cx(
    'truncate px-3 first:pl-4 last:pr-4',
    column.align === 'end' ? 'text-right' : 'text-left',
    column.width,
    column.wideOnly && 'max-md:hidden',
  )

export function DataTable<T>({ label, columns, rows, rowKey, onOpen }: DataTableProps<T>) {
  const open = onOpen
    ? (index: number) => {
        const row = rows[index]
        if (row !== undefined) onOpen(row)
      }
    : undefined
  const { listProps, rowProps } = useRoving({ count: rows.length, onOpen: open })
  return (
    <table aria-label={label} {...listProps} className="w-full table-fixed border-collapse text-list">
      <thead>
        <tr className="h-8 border-b border-line text-meta text-muted">
          {columns.map((column) => (
            <th key={column.id} scope="col" className={cx(cellLook(column), 'font-medium')}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // Enter is handled once, by the table.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <tr
            key={rowKey(row)}
            {...rowProps(index)}
            onClick={onOpen ? () => onOpen(row) : undefined}
            className={cx(
              'ring-inside h-(--row) border-b border-line hover:bg-hover',
              onOpen && 'cursor-pointer',
            )}
          >
            {columns.map((column) => (
              <td key={column.id} className={cellLook(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
