interface SparklineProps {
  values: ReadonlyArray<number | null>
}

const [width, height] = [100, 24]

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeLinejoin: 'round',
  strokeLinecap: 'round',
  vectorEffect: 'non-scaling-stroke',
} as const

/** How a figure came about, without numbers; days that were not measured leave a gap. */
export function Sparkline({ values }: SparklineProps) {
  const measured = values.filter((value) => value !== null)
  if (measured.length < 2) return null
  const [least, most] = [Math.min(...measured), Math.max(...measured)]
  const x = (at: number) => (at * width) / (values.length - 1)
  const y = (value: number) =>
    most === least ? height / 2 : 3 + ((most - value) * (height - 6)) / (most - least)
  const point = (value: number, at: number) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`
  const isGap = (at: number) => (values[at] ?? null) === null
  const line = values
    .map((value, at) => (value === null ? '' : `${isGap(at - 1) ? 'M' : 'L'}${point(value, at)}`))
    .join('')
  // A day between two that were not measured.
  const dots = values
    .map((value, at) => (value !== null && isGap(at - 1) && isGap(at + 1) ? `M${point(value, at)}h0` : ''))
    .join('')
  return (
    <svg
      aria-hidden
      viewBox={`-1 0 ${width + 2} ${height}`}
      preserveAspectRatio="none"
      className="h-6 w-full text-accent"
    >
      <path d={line} {...stroke} strokeWidth="2" />
      <path d={dots} {...stroke} strokeWidth="5" />
    </svg>
  )
}
