import { CheckCheck, UserRound, X } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'

export interface BulkBarProps {
  count: number
  onResolve: () => void
  onAssignMe: () => void
  onClear: () => void
}

/** Acts on all that are marked. */
export const BulkBar = ({ count, onResolve, onAssignMe, onClear }: BulkBarProps) => (
  <div
    role="toolbar"
    aria-label="Marked conversations"
    className="flex shrink-0 animate-rise items-center gap-1 border-t border-line bg-raised p-2"
  >
    <span className="tabular flex-1 pl-2 text-list font-medium">{`${count} marked`}</span>
    <Button size="sm" icon={<UserRound aria-hidden className="size-3.5" />} onClick={onAssignMe}>
      Take
    </Button>
    <Button size="sm" icon={<CheckCheck aria-hidden className="size-3.5" />} onClick={onResolve}>
      Resolve
    </Button>
    <IconButton size="sm" label="Unmark all" side="top" icon={<X />} onClick={onClear} />
  </div>
)
