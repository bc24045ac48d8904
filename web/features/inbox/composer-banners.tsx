import { useQuery } from '@tanstack/react-query'
import { Clock, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { channelsQuery, type ConversationView, type MessageView } from './inbox-api.ts'
import { shortDuration } from './row-preview.ts'
import { useNow } from './use-now.ts'

const tones = { warn: 'bg-warn-soft text-warn', info: 'bg-info-soft text-info', bad: 'bg-bad-soft text-bad' }

const Banner = ({
  tone,
  icon,
  alert,
  action,
  children,
}: {
  tone: keyof typeof tones
  icon: ReactNode
  alert?: boolean
  action?: ReactNode
  children: ReactNode
}) => (
  <div
    role={alert ? 'alert' : undefined}
    className={cx(
      'flex items-center gap-2 rounded-md px-3 py-1.5 text-meta [&>svg]:size-3.5 [&>svg]:shrink-0',
      tones[tone],
    )}
  >
    {icon}
    <span className="min-w-0 flex-1">{children}</span>
    {action}
  </div>
)

const shownUnderMs = 4 * 3_600_000

/** How long one may still answer, and what to do when one may not. */
export function WindowBanner({ conversation }: { conversation: ConversationView }) {
  const nowMs = useNow(15_000)
  const { data: channels } = useQuery(channelsQuery)
  const channel = channels?.find(({ id }) => id === conversation.channel.id)
  const { window: frame, identity } = conversation
  const leftMs = frame.closesAt ? Date.parse(frame.closesAt) - nowMs : undefined
  if (identity.blocked) {
    return (
      <Banner tone="bad" icon={<TriangleAlert aria-hidden />}>
        This customer does not take messages from us. A note is still possible.
      </Banner>
    )
  }
  if (!frame.open || (leftMs !== undefined && leftMs <= 0)) {
    return (
      <Banner tone="warn" icon={<Clock aria-hidden />}>
        {frame.reason ?? 'The time to answer is over. You can write again when the customer does.'}
      </Banner>
    )
  }
  return (
    <>
      {channel && channel.state !== 'active' ? (
        <Banner tone="warn" icon={<TriangleAlert aria-hidden />}>
          {`${channel.name} is ${channel.state === 'paused' ? 'paused' : 'not connected'}. ${channel.stateReason ?? 'Replies wait until it works again.'}`}
        </Banner>
      ) : null}
      {frame.humanOnly ? (
        <Banner tone="info" icon={<Info aria-hidden />}>
          {`Only a person may answer now${leftMs === undefined ? '' : `, for another ${shortDuration(leftMs)}`}. Rules keep silent.`}
        </Banner>
      ) : leftMs !== undefined && leftMs < shownUnderMs ? (
        <Banner tone="warn" icon={<Clock aria-hidden />}>
          {`${shortDuration(leftMs)} left to answer`}
        </Banner>
      ) : null}
    </>
  )
}

/** The thread has moved on since the writer looked: what came, and the way on. */
export const MovedBanner = ({
  message,
  came,
  onSend,
}: {
  message: string
  came: MessageView | undefined
  onSend: () => void
}) => (
  <Banner
    alert
    tone="info"
    icon={<Info aria-hidden />}
    action={
      <Button size="sm" onClick={onSend}>
        Send again
      </Button>
    }
  >
    {message}
    {came?.text ? <span className="block truncate font-medium">{`“${came.text}”`}</span> : null}
  </Banner>
)

export const ProblemBanner = ({ message }: { message: string }) => (
  <Banner alert tone="bad" icon={<TriangleAlert aria-hidden />}>
    {message}
  </Banner>
)
