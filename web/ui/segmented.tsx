import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface Segment<V extends string = string> {
  value: V
  label: ReactNode
  /** The accessible name where the label is only an icon. */
  name?: string
  count?: number | undefined
}

export interface SegmentedProps<V extends string> {
  label: string
  value: V
  segments: readonly Segment<V>[]
  onValueChange: (value: V) => void
  className?: string
}

/** One of a few: view switches, filters. */
export function Segmented<V extends string>({
  label,
  value,
  segments,
  onValueChange,
  className,
}: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const segment = segments.find((one) => one.value === next)
        if (segment) onValueChange(segment.value)
      }}
      className={cx(
        'inline-flex h-8 shrink-0 rounded-md border border-line p-px pointer-coarse:h-11',
        className,
      )}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          aria-label={segment.name}
          className="inline-flex flex-1 items-center justify-center gap-1.5 rounded-sm px-2.5 text-list font-medium whitespace-nowrap text-muted transition-colors duration-150 hover:text-ink data-[state=on]:bg-fill data-[state=on]:text-ink [&_svg]:size-4"
        >
          {segment.label}
          {segment.count === undefined ? null : (
            <span className="tabular text-meta text-faint">{segment.count}</span>
          )}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
