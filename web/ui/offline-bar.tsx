import { WifiOff } from 'lucide-react'
import { Button } from './button.tsx'

/** Says that what is on screen may be old. Its room is part of the layout, so it pushes nothing that floats. */
export function OfflineBar({ onRetry }: { onRetry?: () => void }) {
  return (
    <output className="flex min-h-9 shrink-0 items-center justify-center gap-2 border-b border-line bg-warn-soft px-4 text-list text-warn">
      <WifiOff aria-hidden className="size-4 shrink-0" />
      <span>You are offline. What you see may be old.</span>
      {onRetry ? (
        <Button
          size="sm"
          look="quiet"
          className="text-warn underline hover:bg-transparent hover:text-warn"
          onClick={onRetry}
        >
          Try now
        </Button>
      ) : null}
    </output>
  )
}
