interface SparklineProps {
  values: ReadonlyArray<number | null>
}

const [width, height] = [100, 24]

/** How a figure came about, without numbers; days that were not measured leave a gap. */
export function Sparkline({ values }: SparklineProps) {
  const measured = values.filter((value) => value !== null)
  if (measured.length < 2) return null
  const [least, most] = [Math.min(...measured), Math.max(...measured)]
  const x = (at: number) => (at * width) / (values.length - 1)
  const y = (value: number) =>
    most === least ? height / 2 : 1.5 + ((most - value) * (height - 3)) / (most - least)
  const path = values
    .map((value, at) => {
      if (value === null) return ''
      const begins = at === 0 || values[at - 1] === null
      const point = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`
      // A day between two that were not measured is a dot.
      const alone = begins && (values[at + 1] ?? null) === null
      return `${begins ? 'M' : 'L'}${point}${alone ? 'h0' : ''}`
    })
    .join('')
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-6 w-full text-accent"
    >
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
