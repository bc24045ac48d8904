import { Check, MessageSquareWarning, UserRoundCog, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useMe } from '../../app/me.ts'
import { usePaletteActions } from '../../app/palette.tsx'
import { useKeys, useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { progressWords, waitsFor } from './approval-words.ts'
import type { Approval } from './approvals-api.ts'
import { DelegateDialog } from './delegate-dialog.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { useDecide } from './use-decide.ts'

type Asking = 'request_changes' | 'reject' | 'delegate'

/** One key decides; what needs words asks for them first. */
export function DecisionBar({ approval }: { approval: Approval }) {
  const { can, memberId } = useMe()
  const mayDecide = waitsFor(approval, memberId) && can('posts:write')
  if (!mayDecide) return <WhyNot approval={approval} memberId={memberId} />
  return <Verdicts approval={approval} />
}

function Verdicts({ approval }: { approval: Approval }) {
  const decide = useDecide(approval)
  const keysOf = useKeys()
  const [asking, setAsking] = useState<Asking>()
  const approve = () => decide.mutate({ decision: 'approve' })
  useShortcut('approve', approve)
  useShortcut('requestChanges', () => setAsking('request_changes'))
  useShortcut('reject', () => setAsking('reject'))
  useShortcut('delegate', () => setAsking('delegate'))
  useDecisionActions(approve, setAsking)
  const key = (keys: string | undefined) => (keys ? <Kbd keys={keys} className="ml-1 max-lg:hidden" /> : null)
  return (
    <div
      role="toolbar"
      aria-label="Decide"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-2.5"
    >
      <Button
        look="primary"
        icon={<Check aria-hidden className="size-4" />}
        busy={decide.isPending}
        onClick={approve}
        className="max-md:flex-1"
      >
        Approve
        {key(keysOf('approve'))}
      </Button>
      <Button
        icon={<MessageSquareWarning aria-hidden className="size-4" />}
        onClick={() => setAsking('request_changes')}
        className="max-md:flex-1"
      >
        Request changes
        {key(keysOf('requestChanges'))}
      </Button>
      <Button
        icon={<X aria-hidden className="size-4" />}
        onClick={() => setAsking('reject')}
        className="max-md:flex-1"
      >
        Reject
        {key(keysOf('reject'))}
      </Button>
      <span className="flex-1 max-md:hidden" />
      <Button
        look="quiet"
        icon={<UserRoundCog aria-hidden className="size-4" />}
        onClick={() => setAsking('delegate')}
        className="max-md:flex-1"
      >
        Ask somebody else
        {key(keysOf('delegate'))}
      </Button>
      {asking === 'delegate' ? (
        <DelegateDialog approval={approval} onClose={() => setAsking(undefined)} />
      ) : asking ? (
        <ReasonDialog
          verdict={asking}
          title={approval.title}
          onClose={() => setAsking(undefined)}
          onDecide={(reason) => {
            setAsking(undefined)
            decide.mutate({ decision: asking, reason })
          }}
        />
      ) : null}
    </div>
  )
}

function useDecisionActions(approve: () => void, ask: (what: Asking) => void) {
  usePaletteActions(
    useMemo(
      () => [
        { id: 'approval.approve', label: 'Approve', group: 'Approval', shortcut: 'approve', run: approve },
        {
          id: 'approval.changes',
          label: 'Request changes',
          group: 'Approval',
          shortcut: 'requestChanges',
          run: () => ask('request_changes'),
        },
        {
          id: 'approval.reject',
          label: 'Reject',
          group: 'Approval',
          shortcut: 'reject',
          run: () => ask('reject'),
        },
        {
          id: 'approval.delegate',
          label: 'Ask somebody else',
          group: 'Approval',
          shortcut: 'delegate',
          run: () => ask('delegate'),
        },
      ],
      [approve, ask],
    ),
  )
}

/** Says why there is nothing to press. */
function WhyNot({ approval, memberId }: { approval: Approval; memberId: string | null }) {
  if (approval.state !== 'pending') return null
  const isMine = memberId !== null && approval.authorId === memberId
  return (
    <p className="shrink-0 border-t border-line px-4 py-3 text-list text-muted">
      {isMine
        ? `You wrote it, so others decide: it ${progressWords(approval)}.`
        : `You are not asked here: it ${progressWords(approval)}.`}
    </p>
  )
}
