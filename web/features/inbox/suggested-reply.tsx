import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Sparkles } from 'lucide-react'
import { useLiveEvents } from '../../app/live.tsx'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import {
  discardSuggested,
  sendSuggested,
  suggestedRepliesQuery,
  type SuggestionView,
} from './suggested-reply-api.ts'

export interface SuggestedRepliesProps {
  conversationId: string
  /** The one whose words are in the composer. */
  editedId: string | undefined
  onEdit: (suggestion: SuggestionView) => void
  onStopEdit: () => void
}

const shown = 3

/** What rules would answer here, until somebody sends or discards it. */
export function SuggestedReplies({ conversationId, editedId, onEdit, onStopEdit }: SuggestedRepliesProps) {
  const queries = useQueryClient()
  const { data = [] } = useQuery(suggestedRepliesQuery(conversationId))
  useLiveEvents(['reply.*', 'approval.*'], () => {
    void queries.invalidateQueries({ queryKey: suggestedRepliesQuery(conversationId).queryKey })
  })
  return data.slice(0, shown).map((suggestion) =>
    suggestion.id === editedId ? (
      <div key={suggestion.id} className="flex items-center gap-2 px-1 text-meta text-muted">
        <Sparkles aria-hidden className="size-3.5 shrink-0" />
        <span className="min-w-0 flex-1 truncate">{`You change what the rule “${suggestion.ruleName}” suggested`}</span>
        <Button size="sm" look="quiet" onClick={onStopEdit}>
          Write my own
        </Button>
      </div>
    ) : (
      <SuggestedReply key={suggestion.id} suggestion={suggestion} onEdit={() => onEdit(suggestion)} />
    ),
  )
}

function SuggestedReply({ suggestion, onEdit }: { suggestion: SuggestionView; onEdit: () => void }) {
  const queries = useQueryClient()
  const { id, since, ruleName, ruleId, text } = suggestion
  const options = {
    meta: { quiet: true },
    onSettled: () =>
      queries.invalidateQueries({ queryKey: suggestedRepliesQuery(suggestion.conversationId).queryKey }),
  }
  // What is written here is what the sender has seen: a message that came since shows first.
  const send = useMutation({ ...options, mutationFn: () => sendSuggested(id, { seenSeq: since?.seq }) })
  const discard = useMutation({ ...options, mutationFn: () => discardSuggested(id) })
  const error = send.error ?? discard.error
  const isBusy = send.isPending || discard.isPending
  const waits = suggestion.approval?.state === 'pending'
  return (
    <section
      aria-label={`Suggested reply of the rule ${ruleName}`}
      className="rounded-lg border border-line bg-accent-soft px-3 py-2"
    >
      <p className="flex items-center gap-1.5 text-meta text-muted">
        <Sparkles aria-hidden className="size-3.5 shrink-0" />
        <span className="min-w-0 truncate">
          <Link to="/rules/$ruleId" params={{ ruleId }} className="font-medium hover:underline">
            {ruleName}
          </Link>
          {' suggests'}
        </span>
      </p>
      <p className="mt-1 max-h-40 overflow-y-auto text-read break-words whitespace-pre-wrap">{text}</p>
      <Notes suggestion={suggestion} error={error} />
      <div className="mt-2 flex flex-wrap gap-1.5">
        <Button
          size="sm"
          look="primary"
          busy={send.isPending}
          disabled={isBusy}
          onClick={() => send.mutate()}
        >
          {since ? 'Send anyway' : waits ? 'Approve and send' : 'Send'}
        </Button>
        <Button size="sm" disabled={isBusy} onClick={onEdit}>
          Edit
        </Button>
        <Button
          size="sm"
          look="quiet"
          busy={discard.isPending}
          disabled={isBusy}
          onClick={() => discard.mutate()}
        >
          Discard
        </Button>
      </div>
    </section>
  )
}

function Notes({ suggestion, error }: { suggestion: SuggestionView; error: Error | null }) {
  const { since, reason, approval } = suggestion
  const waitsFor = approval?.state === 'pending' ? approval.waitsFor : []
  return (
    <>
      {since ? (
        <p className="mt-1 text-meta text-warn">
          {`${since.by} wrote since${since.text ? `: “${since.text.slice(0, 120)}”` : '.'}`}
        </p>
      ) : null}
      {reason ? <p className="mt-1 text-meta text-warn">{reason}</p> : null}
      {waitsFor.length > 0 ? (
        <p className="mt-1 text-meta text-muted">{`Waits for the approval of ${waitsFor.join(', ')}.`}</p>
      ) : null}
      {error ? (
        <p role="alert" className="mt-1 text-meta text-bad">
          {causeOf(error)}
        </p>
      ) : null}
    </>
  )
}
