import { useEffect, useState } from 'react'
import { absoluteTime, relativeTime } from './relative-time.ts'
import { Tooltip } from './tooltip.tsx'

/** @param at an ISO moment or milliseconds */
export function Time({ at, className }: { at: string | number; className?: string }) {
  const atMs = typeof at === 'number' ? at : Date.parse(at)
  const [turn, setTurn] = useState(0)
  const { text, nextInMs } = relativeTime(atMs, Date.now())
  useEffect(() => {
    if (nextInMs === undefined) return
    const timer = setTimeout(() => setTurn(turn + 1), nextInMs)
    return () => clearTimeout(timer)
  }, [nextInMs, turn])
  if (Number.isNaN(atMs)) return null
  return (
    <Tooltip text={absoluteTime(atMs)}>
      <time dateTime={new Date(atMs).toISOString()} className={className}>
        {text}
      </time>
    </Tooltip>
  )
}
