import { Link } from '@tanstack/react-router'
import { Bot, Lock, Megaphone, MousePointerClick, Smartphone, Undo2 } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import { cx } from '../../ui/cx.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { absoluteTime } from '../../ui/relative-time.ts'
import { Attachments } from './attachments.tsx'
import { DeliveryMark, FailedLine, UnknownLine } from './delivery.tsx'
import type { MessageView } from './inbox-api.ts'
import { RichText } from './rich-text.tsx'

export interface MessageProps {
  message: MessageView
  first: boolean
  last: boolean
  memberNames: readonly string[]
  isFound: boolean
}

export const Message = memo(function Message(props: MessageProps) {
  const { message, first } = props
  if (message.kind === 'note') return <Note {...props} />
  const isTheirs = message.author.kind === 'contact'
  return (
    <div
      data-message={message.id}
      className={cx('flex gap-2 px-4', first ? 'mt-3' : 'mt-1', isTheirs ? 'justify-start' : 'justify-end')}
    >
      {isTheirs ? (
        <span className="w-6 shrink-0">{first ? <Avatar name={message.author.name} size="sm" /> : null}</span>
      ) : null}
      <div
        className={cx(
          'flex max-w-[min(80%,560px)] min-w-0 flex-col gap-1',
          isTheirs ? 'items-start' : 'items-end',
        )}
      >
        {first ? <Byline message={message} /> : null}
        <Context message={message} />
        <Body {...props} isTheirs={isTheirs} />
        <Reactions message={message} />
        {message.state === 'failed' ? <FailedLine message={message} /> : null}
        {message.state === 'unknown' ? <UnknownLine message={message} /> : null}
      </div>
    </div>
  )
})

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

const Moment = ({ at }: { at: string }) => (
  <Tooltip text={absoluteTime(Date.parse(at))}>
    <time dateTime={at} className="shrink-0 text-meta text-faint">
      {clock.format(Date.parse(at))}
    </time>
  </Tooltip>
)

const authorMarks: Partial<Record<MessageView['author']['kind'], { icon: ReactNode; words: string }>> = {
  rule: { icon: <Bot aria-hidden />, words: 'Rule' },
  api_key: { icon: <Bot aria-hidden />, words: 'API' },
  native: { icon: <Smartphone aria-hidden />, words: 'Typed in the app of the platform' },
}

function Byline({ message: { author, at, conversationId } }: { message: MessageView }) {
  const mark = authorMarks[author.kind]
  const name = author.name || (author.kind === 'native' ? 'In the app' : 'Parley')
  return (
    <span className="flex max-w-full items-center gap-1.5 text-meta">
      {mark ? (
        <Tooltip text={mark.words}>
          <span className="text-muted [&_svg]:size-3.5">
            {mark.icon}
            <span className="sr-only">{mark.words}: </span>
          </span>
        </Tooltip>
      ) : null}
      {author.kind === 'rule' && author.id ? (
        <Link
          to="/rules/$ruleId"
          params={{ ruleId: author.id }}
          search={{ tab: 'runs', run: conversationId }}
          className="min-w-0 truncate font-medium text-muted underline-offset-2 hover:underline"
        >
          {name}
        </Link>
      ) : (
        <span className="min-w-0 truncate font-medium text-muted">{name}</span>
      )}
      <Moment at={at} />
    </span>
  )
}

// Stories are tall; the whole one opens at a press.
const storySize = { width: 108, height: 144 }

/** What the message answers or comes from. */
function Context({ message: { story, referral, quote } }: { message: MessageView }) {
  return (
    <>
      {story ? (
        <span className="text-meta text-muted">
          {story['kind'] === 'mention' ? 'Mentioned you in their story' : 'Answered your story'}
        </span>
      ) : null}
      {story?.['mediaId'] ? (
        <Attachments
          attachments={[{ kind: 'image', mediaId: story['mediaId'], name: 'Story', ...storySize }]}
        />
      ) : null}
      {referral ? (
        <span className="flex items-center gap-1 text-meta text-muted">
          <Megaphone aria-hidden className="size-3.5" />
          {`Came from ${referral['source'] ?? 'a link'}${referral['ref'] ? `: ${referral['ref']}` : ''}`}
        </span>
      ) : null}
      {quote ? (
        <span className="max-w-full truncate border-l-2 border-edge pl-2 text-meta text-muted">
          <span className="sr-only">In answer to: </span>
          {quote.text || 'A message'}
        </span>
      ) : null}
    </>
  )
}

function Body({ message, isTheirs, last, isFound }: MessageProps & { isTheirs: boolean }) {
  const { text, attachments, postback, unsentAt, editedAt, state } = message
  const tick = last && !isTheirs && state && state !== 'failed' && state !== 'unknown' ? state : undefined
  if (unsentAt) {
    return (
      <span className="flex items-center gap-1.5 rounded-lg border border-dashed border-edge px-3 py-1.5 text-list text-muted">
        <Undo2 aria-hidden className="size-3.5" />
        {isTheirs ? 'The customer took this back' : 'Taken back'}
      </span>
    )
  }
  return (
    <>
      {attachments.length > 0 ? <Attachments attachments={attachments} /> : null}
      {text || postback ? (
        <div
          className={cx(
            'max-w-full rounded-lg px-3 py-1.5 text-read',
            isTheirs ? 'bg-fill' : 'bg-accent-soft',
            last && (isTheirs ? 'rounded-bl-sm' : 'rounded-br-sm'),
            state === 'failed' && 'outline outline-bad',
            isFound && 'ring-2 ring-focus',
          )}
        >
          {postback ? (
            <span className="flex items-center gap-1.5">
              <MousePointerClick aria-hidden className="size-3.5 text-muted" />
              <span className="sr-only">Pressed: </span>
              {postback['title'] ?? text}
            </span>
          ) : (
            <RichText text={text} />
          )}
        </div>
      ) : null}
      {editedAt || tick ? (
        <span className="flex items-center gap-1 text-meta text-faint">
          {editedAt ? 'edited' : null}
          {tick ? <DeliveryMark state={tick} /> : null}
        </span>
      ) : null}
    </>
  )
}

function Reactions({ message: { reactions } }: { message: MessageView }) {
  const all = Object.entries(reactions)
  if (all.length === 0) return null
  return (
    <span className="-mt-1.5 flex gap-1">
      {all.map(([who, emoji]) => (
        <span key={who} className="rounded-full border border-line bg-surface px-1.5 text-list">
          <span className="sr-only">{who === 'contact' ? 'The customer reacted: ' : 'We reacted: '}</span>
          {emoji}
        </span>
      ))}
    </span>
  )
}

function Note({ message, first, memberNames, isFound }: MessageProps) {
  return (
    <div data-message={message.id} className={cx('px-4', first ? 'mt-3' : 'mt-0.5')}>
      <div
        className={cx(
          'rounded-lg border border-note-line bg-note-soft px-3 py-2 text-read',
          isFound && 'ring-2 ring-focus',
        )}
      >
        {first ? (
          <span className="mb-0.5 flex items-center gap-1.5 text-meta font-medium text-note">
            <Lock aria-hidden className="size-3" />
            {`Note by ${message.author.name || 'Parley'}`}
            <time dateTime={message.at} className="font-normal">
              {clock.format(Date.parse(message.at))}
            </time>
          </span>
        ) : null}
        <span className="block">
          <RichText text={message.text} names={memberNames} />
        </span>
      </div>
    </div>
  )
}
