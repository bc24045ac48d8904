import { Ellipsis, Image, Pencil, Quote, SmilePlus, Undo2 } from 'lucide-react'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Time } from '../../ui/time.tsx'
import type { Entry, Phone } from './sandbox-api.ts'
import type { Doing } from './use-act.ts'

/** What the composer is about to do. */
export type Draft =
  | { kind: 'write'; quote?: Entry }
  | { kind: 'edit'; entry: Entry }
  | { kind: 'story_reply' | 'native_reply' | 'postback' }

export interface BubbleProps {
  entry: Entry
  phone: Phone
  onDraft: (draft: Draft) => void
  onAct: (doing: Doing) => void
}

export function Bubble({ entry, phone, onDraft, onAct }: BubbleProps) {
  const own = entry.from === 'customer'
  const removed = entry.state === 'removed'
  return (
    <li className={cx('group flex items-end gap-1', own ? 'flex-row-reverse' : '')}>
      <div className={cx('flex max-w-[78%] min-w-0 flex-col gap-0.5', own ? 'items-end' : 'items-start')}>
        <div
          className={cx(
            'max-w-full rounded-[16px] px-3 py-2 text-read break-words whitespace-pre-wrap',
            own ? 'rounded-br-[4px] bg-accent text-on-accent' : 'rounded-bl-[4px] bg-fill text-ink',
            removed && 'border border-line bg-surface text-muted italic',
          )}
        >
          {removed ? 'Unsent' : <Content entry={entry} />}
        </div>
        {entry.reactions?.length ? (
          <span aria-label={`Reactions: ${entry.reactions.join(' ')}`} role="img" className="text-list">
            {entry.reactions.join(' ')}
          </span>
        ) : null}
        <span className="flex gap-1 px-1 text-meta text-muted">
          <span className="sr-only">{own ? 'You,' : 'The team,'}</span>
          <Time at={entry.at} />
          {entry.tag ? <span>· {entry.tag.toLowerCase().replaceAll('_', ' ')}</span> : null}
          {entry.state === 'read' ? <span>· {own ? 'seen' : 'read'}</span> : null}
        </span>
      </div>
      {removed ? null : <BubbleMenu entry={entry} phone={phone} onDraft={onDraft} onAct={onAct} />}
    </li>
  )
}

const kindWords: Record<string, string> = {
  photo: 'Photo',
  image: 'Photo',
  story_mention: 'Mentioned you in a story',
  story_reply: 'Replied to your story',
  postback: 'Tapped a button',
  sticker: 'Sticker',
}

function Content({ entry }: { entry: Entry }) {
  const word = kindWords[entry.kind]
  const files = entry.attachments ?? []
  return (
    <>
      {word || files.length > 0 ? (
        <span className="flex items-center gap-1.5 text-list opacity-90">
          <Image aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{word ?? files.map((file) => file.name ?? file.kind).join(', ')}</span>
        </span>
      ) : null}
      {entry.text}
    </>
  )
}

const emoji = ['❤️', '👍', '😂', '😮', '😢']

function BubbleMenu({ entry, phone, onDraft, onAct }: BubbleProps) {
  const own = entry.from === 'customer'
  const may = (what: string) => phone.customer.includes(what)
  const isText = entry.text !== undefined
  const items = [
    own ? null : (
      <MenuItem key="quote" icon={<Quote />} onSelect={() => onDraft({ kind: 'write', quote: entry })}>
        Quote
      </MenuItem>
    ),
    own && may('edit') && isText ? (
      <MenuItem key="edit" icon={<Pencil />} onSelect={() => onDraft({ kind: 'edit', entry })}>
        Edit
      </MenuItem>
    ) : null,
    own && may('unsend') ? (
      <MenuItem key="unsend" icon={<Undo2 />} onSelect={() => onAct({ kind: 'unsend', messageId: entry.id })}>
        Unsend
      </MenuItem>
    ) : null,
    may('reaction') && !own ? (
      <div key="react">
        <MenuLine />
        {emoji.map((one) => (
          <MenuItem
            key={one}
            icon={<SmilePlus />}
            onSelect={() => onAct({ kind: 'reaction', messageId: entry.id, emoji: one })}
          >
            React {one}
          </MenuItem>
        ))}
        <MenuItem onSelect={() => onAct({ kind: 'reaction', messageId: entry.id })}>Take it back</MenuItem>
      </div>
    ) : null,
  ].filter(Boolean)
  if (items.length === 0) return null
  return (
    <Menu
      align={own ? 'end' : 'start'}
      trigger={
        <IconButton
          label={`What to do with: ${(entry.text ?? entry.kind).slice(0, 40)}`}
          size="sm"
          icon={<Ellipsis />}
          className="mb-5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
        />
      }
    >
      {items}
    </Menu>
  )
}
