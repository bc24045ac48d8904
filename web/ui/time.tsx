import { useEffect, useState } from 'react'
import { absoluteTime, relativeTime } from './relative-time.ts'
import { Tooltip } from './tooltip.tsx'

/** @param at an ISO moment or milliseconds */
export function Time({ at, className }: { at: string | number; className?: string }) {
  const atMs = typeof at === 'number' ? at : Date.parse(at)
  if (Number.isNaN(atMs)) return null
  return (
    <Tooltip text={absoluteTime(atMs)}>
      <time dateTime={new Date(atMs).toISOString()} className={className}>
        <Age key={atMs} atMs={atMs} />
      </time>
    </Tooltip>
  )
}

/** Draws itself again when its text changes, and only then. */
function Age({ atMs }: { atMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now())
  const { text, nextInMs } = relativeTime(atMs, nowMs)
  useEffect(() => {
    if (nextInMs === undefined) return
    const timer = setTimeout(() => setNowMs(Date.now()), nextInMs)
    return () => clearTimeout(timer)
  }, [nextInMs, nowMs])
  return text
}
