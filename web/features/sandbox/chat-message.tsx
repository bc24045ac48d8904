import { Eye } from 'lucide-react'
import { Avatar } from '../../ui/avatar.tsx'
import { cx } from '../../ui/cx.ts'
import { Time } from '../../ui/time.tsx'
import { ChatBlock } from './chat-block.tsx'
import { lookOf } from './chat-look.ts'
import type { Message } from './chats-api.ts'

export interface ChatMessageProps {
  surface: string
  message: Message
  isMine: boolean
  replies: number
  busy: boolean
  onPress: (button: string) => void
  onThread: (() => void) | undefined
}

/** A message in the manner of its app: rows with a square or a round face, or bubbles. */
export function ChatMessage(props: ChatMessageProps) {
  const { surface, message, isMine } = props
  const look = lookOf(surface)
  if (look.bubbles) {
    return (
      <li className={cx('flex max-w-full flex-col px-3 py-1', isMine ? 'items-end' : 'items-start')}>
        <div
          className={cx(
            'max-w-[85%] rounded-lg px-3 py-2',
            isMine ? 'rounded-br-sm bg-accent-soft' : 'rounded-bl-sm bg-fill',
          )}
        >
          {isMine ? null : <p className="text-meta font-semibold text-accent-ink">{message.from.name}</p>}
          <Body {...props} skip="buttons" />
          <p className="mt-0.5 text-right text-meta text-muted">
            {message.edited ? 'edited ' : ''}
            <Time at={message.at} />
          </p>
        </div>
        <div className="mt-1 w-[85%] max-w-100">
          <Body {...props} skip="rest" />
        </div>
      </li>
    )
  }
  return (
    <li className="group flex gap-3 px-4 py-1.5 hover:bg-hover">
      <Avatar
        name={message.from.name}
        size="md"
        className={look.face === 'square' ? 'mt-0.5 [&>span]:rounded-md' : 'mt-0.5'}
      />
      <div className="min-w-0 flex-1">
        <Head message={message} />
        <Body {...props} />
        <Thread {...props} />
      </div>
    </li>
  )
}

const Head = ({ message }: { message: Message }) => (
  <p className="flex flex-wrap items-baseline gap-x-2 text-list">
    <span className="font-semibold">{message.from.name}</span>
    {message.from.bot ? (
      <span className="rounded-sm bg-fill px-1 text-meta font-medium text-muted">APP</span>
    ) : null}
    <Time at={message.at} className="text-meta text-muted" />
    {message.edited ? <span className="text-meta text-muted">(edited)</span> : null}
    {message.onlyYou ? (
      <span className="flex items-center gap-1 text-meta text-muted">
        <Eye aria-hidden className="size-3" />
        Only visible to you
      </span>
    ) : null}
  </p>
)

type Skip = 'buttons' | 'rest'

function Body({ surface, message, busy, onPress, skip }: ChatMessageProps & { skip?: Skip }) {
  const look = lookOf(surface)
  const blocks = message.blocks.filter(({ kind }) =>
    skip === undefined ? true : (kind === 'buttons') === (skip === 'rest'),
  )
  if (blocks.length === 0) return null
  return (
    <div
      className={cx(
        'flex flex-col gap-2 text-read',
        look.card && message.from.bot && 'mt-1 max-w-130 rounded border border-line bg-ground p-3',
        look.card && message.from.bot && message.accent && 'border-l-4',
      )}
      style={look.card && message.accent ? { borderLeftColor: message.accent } : undefined}
    >
      {blocks.map((block, index) => (
        // Blocks of a message never change their places.
        <ChatBlock key={index} block={block} look={look} busy={busy} onPress={onPress} />
      ))}
    </div>
  )
}

function Thread({ replies, onThread }: ChatMessageProps) {
  if (!onThread) return null
  return (
    <button
      type="button"
      onClick={onThread}
      className={cx(
        'mt-1 rounded-sm text-meta font-medium text-accent-ink hover:underline pointer-coarse:min-h-11',
        replies === 0 &&
          'opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100',
      )}
    >
      {replies === 0 ? 'Reply in a thread' : replies === 1 ? '1 reply' : `${replies} replies`}
    </button>
  )
}
