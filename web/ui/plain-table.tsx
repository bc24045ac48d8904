import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface PlainTableProps {
  label: string
  columns: readonly string[]
  rows: ReadonlyArray<readonly ReactNode[]>
  /** What is not shown, in words. */
  more?: string | undefined
  /** All columns but the first hold figures. */
  figures?: boolean
  className?: string
}

/** Rows to read, not to act on: an answer's table, the numbers of a chart. */
export const PlainTable = ({ label, columns, rows, more, figures, className }: PlainTableProps) => (
  <div
    role="region"
    aria-label={label}
    // A scroller must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    className={cx('scroll-quiet max-w-full rounded border border-line', className)}
  >
    <table className="text-list">
      <thead>
        <tr className="border-b border-line text-meta text-muted">
          {columns.map((column, place) => (
            <th
              key={place}
              scope="col"
              className={cx('px-3 py-1.5 font-medium whitespace-nowrap', side(place, figures))}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index} className="border-b border-line last:border-0">
            {row.map((cell, place) => (
              <td
                key={place}
                className={cx(
                  'max-w-96 min-w-20 px-3 py-1.5 break-words',
                  figures && place === 0 && 'min-w-32',
                  side(place, figures),
                )}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    {more ? <p className="border-t border-line px-3 py-1.5 text-meta text-muted">{more}</p> : null}
  </div>
)

const side = (place: number, figures: boolean | undefined) =>
  figures && place > 0 ? 'text-right whitespace-nowrap' : 'text-left'
