import { useShortcut } from '../../app/shortcuts.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Time } from '../../ui/time.tsx'
import { useRoving } from '../../ui/use-roving.ts'
import { progressWords, stateWords } from './approval-words.ts'
import type { Approval } from './approvals-api.ts'

export interface ApprovalListProps {
  approvals: readonly Approval[]
  selected: string | undefined
  onOpen: (id: string) => void
  more: boolean
  onMore: () => void
}

export function ApprovalList({ approvals, selected, onOpen, more, onMore }: ApprovalListProps) {
  const openAt = (index: number) => {
    const approval = approvals[index]
    if (approval) onOpen(approval.id)
  }
  const { listProps, rowProps } = useRoving({ count: approvals.length, onOpen: openAt })
  const at = approvals.findIndex((one) => one.id === selected)
  useShortcut('next', () => openAt(Math.min(at + 1, approvals.length - 1)))
  useShortcut('previous', () => openAt(Math.max(at - 1, 0)))
  return (
    <div className="scroll-quiet min-h-0 flex-1">
      <div role="listbox" aria-label="Requests" {...listProps}>
        {approvals.map((approval, index) => (
          // The listbox's own key handler serves its options.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={approval.id}
            role="option"
            aria-selected={approval.id === selected}
            {...rowProps(index)}
            onClick={() => onOpen(approval.id)}
            className={cx(
              'ring-inside flex flex-col gap-0.5 border-b border-line px-4 py-2.5 hover:bg-hover',
              approval.id === selected && 'bg-selected hover:bg-selected',
            )}
          >
            <Row approval={approval} />
          </div>
        ))}
      </div>
      {more ? (
        <div className="p-3 text-center">
          <Button look="quiet" onClick={onMore}>
            Show older
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Row({ approval }: { approval: Approval }) {
  const isPending = approval.state === 'pending'
  return (
    <>
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate text-list font-medium">{approval.title}</span>
        <Time at={approval.endedAt ?? approval.requestedAt} className="shrink-0 text-meta text-muted" />
      </span>
      <span className="truncate text-meta text-muted">
        by {approval.requestedBy.name}
        {approval.objectVersion > 1 ? ` · version ${approval.objectVersion}` : ''}
      </span>
      <span className="flex items-center gap-2 text-meta text-muted">
        <span className="min-w-0 flex-1 truncate">{isPending ? capital(progressWords(approval)) : ''}</span>
        {isPending ? (
          <Due approval={approval} />
        ) : (
          <Badge tone={stateWords[approval.state].tone}>{stateWords[approval.state].label}</Badge>
        )}
      </span>
    </>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Which end comes first: the last moment to approve, else the slot. */
function Due({ approval }: { approval: Approval }) {
  const at = approval.approveBy ?? approval.slotAt
  if (!at) return null
  return (
    <span className="shrink-0">
      {approval.approveBy ? 'approve by ' : 'goes out '}
      <Time at={at} />
    </span>
  )
}
