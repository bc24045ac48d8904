import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { useLiveStatus, type LiveStatus } from './live.tsx'

const looks: Record<LiveStatus, { label: string; hint: string; dot: string }> = {
  live: { label: 'Live', hint: 'What you see is up to date', dot: 'bg-good' },
  'catching-up': {
    label: 'Catching up',
    hint: 'Fetching what happened meanwhile',
    dot: 'bg-warn animate-breathe',
  },
  offline: { label: 'Offline', hint: 'No connection. What you see may be old', dot: 'border-2 border-bad' },
}

export function LiveDot({ bare }: { bare?: boolean }) {
  const { label, hint, dot } = looks[useLiveStatus()]
  return (
    <Tooltip text={hint} side="right">
      <output className="inline-flex items-center gap-2 text-meta text-muted">
        <span className={cx('size-2 shrink-0 rounded-full', dot)} />
        <span className={bare ? 'sr-only' : undefined}>{label}</span>
      </output>
    </Tooltip>
  )
}
