import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { applyMessages } from './cache.ts'
import { inbox, type MessageView } from './inbox-api.ts'

const looks = {
  queued: { icon: Clock, words: 'Waiting to be sent', look: 'text-faint' },
  sending: { icon: Clock, words: 'Sending', look: 'text-faint' },
  sent: { icon: Check, words: 'Sent', look: 'text-faint' },
  delivered: { icon: CheckCheck, words: 'Delivered', look: 'text-faint' },
  read: { icon: CheckCheck, words: 'Read', look: 'text-accent-ink' },
} as const

/** How far a message of ours has come. */
export function DeliveryMark({ state }: { state: keyof typeof looks }) {
  const { icon: Icon, words, look } = looks[state]
  return (
    <Tooltip text={words}>
      <span className={look} data-delivery={state}>
        <Icon aria-hidden className="size-3.5" />
        <span className="sr-only">{words}</span>
      </span>
    </Tooltip>
  )
}

function useSettle(message: MessageView) {
  const queries = useQueryClient()
  const onSuccess = (changed: MessageView) => applyMessages(queries, changed.conversationId, [changed])
  const param = { id: message.id }
  const retry = useMutation({
    mutationFn: () => unwrap(inbox.messages[':id'].retry.$post({ param })),
    meta: { failed: 'It could not be sent again' },
    onSuccess,
  })
  const settle = useMutation({
    mutationFn: (verdict: 'it_arrived' | 'send_again' | 'leave') =>
      unwrap(inbox.messages[':id'].settle.$post({ param, json: { verdict } })),
    meta: { failed: 'That could not be noted' },
    onSuccess,
  })
  return { retry, settle }
}

/** A message that failed says why and offers to send it again. */
export function FailedLine({ message }: { message: MessageView }) {
  const { can } = useMe()
  const { retry } = useSettle(message)
  return (
    <div className="flex max-w-full flex-wrap items-center justify-end gap-x-2 gap-y-1 text-meta text-bad">
      <CircleAlert aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0">{message.failure?.message ?? 'This was not sent.'}</span>
      {message.failure?.canRetry && can('inbox:reply') ? (
        <Button size="sm" busy={retry.isPending} onClick={() => retry.mutate()}>
          Retry
        </Button>
      ) : null}
    </div>
  )
}

/** The platform did not say whether it arrived: a person who looks there can. */
export function UnknownLine({ message }: { message: MessageView }) {
  const { can } = useMe()
  const { settle } = useSettle(message)
  return (
    <div className="flex max-w-full flex-wrap items-center justify-end gap-x-2 gap-y-1 text-meta text-warn">
      <CircleHelp aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0">It is not known whether this arrived. Look in the app, then say.</span>
      {can('inbox:reply') ? (
        <span className="flex gap-1">
          <Button size="sm" busy={settle.isPending} onClick={() => settle.mutate('it_arrived')}>
            It arrived
          </Button>
          <Button size="sm" busy={settle.isPending} onClick={() => settle.mutate('send_again')}>
            Send again
          </Button>
          <Button size="sm" look="quiet" busy={settle.isPending} onClick={() => settle.mutate('leave')}>
            Leave
          </Button>
        </span>
      ) : null}
    </div>
  )
}
