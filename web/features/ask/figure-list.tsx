import { cx } from '../../ui/cx.ts'

export interface ShownFigure {
  name: string
  /** In words; undefined: not measured. */
  value: string | undefined
  change?: string | undefined
  /** Why it cannot be said, or not be compared. */
  note?: string | undefined
}

/** Figures to be read from afar, each with its change, or that it is not measured. */
export const FigureList = ({ figures }: { figures: readonly ShownFigure[] }) => (
  <dl className="flex flex-wrap gap-x-8 gap-y-3">
    {figures.map(({ name, value, change, note }) => (
      <div key={name} className="min-w-28">
        <dt className="text-meta text-muted">{name}</dt>
        <dd>
          <span
            className={cx(
              'tabular',
              value === undefined ? 'text-read text-muted' : 'text-display font-semibold tracking-tight',
            )}
          >
            {value ?? 'Not measured'}
          </span>
          {change === undefined ? null : <span className="tabular ml-2 text-list text-muted">{change}</span>}
          {note ? <span className="block max-w-72 text-meta text-muted">{note}</span> : null}
        </dd>
      </div>
    ))}
  </dl>
)
