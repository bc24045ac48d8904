import { Check, Clock, Eye, Flag, Pencil, Star } from 'lucide-react'
import { memo } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import { cx } from '../../ui/cx.ts'
import { Time } from '../../ui/time.tsx'
import type { ListedConversation, PresenceEntry } from './inbox-api.ts'
import { previewMark, priorityNames, shortDuration } from './row-preview.ts'

export interface ConversationRowProps {
  row: ListedConversation
  /** How long one may still answer, where that matters. */
  windowLeftMs: number | undefined
  present: readonly PresenceEntry[]
  assignee: string | undefined
  isSelected: boolean
}

/** What a row of the list shows; the row itself belongs to the list. */
export const ConversationRowContent = memo(function ConversationRowContent(props: ConversationRowProps) {
  const { row, isSelected, assignee } = props
  const isUnread = row.unread > 0
  return (
    <>
      {isSelected ? (
        <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent">
          <Check aria-hidden className="size-4" />
          <span className="sr-only">Marked</span>
        </span>
      ) : (
        <Avatar
          name={row.contact.name}
          src={row.contact.avatarMediaId ? `/media/${row.contact.avatarMediaId}/preview` : undefined}
          channel={{ connector: row.channel.connector, name: row.channel.name }}
        />
      )}
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={cx('min-w-0 truncate', isUnread ? 'font-semibold' : 'font-medium')}>
            {row.contact.name}
          </span>
          <RowMarks {...props} />
          <Time at={row.lastActivityAt} className="ml-auto shrink-0 pl-1 text-meta text-faint" />
        </span>
        <span className="flex items-center gap-2">
          <span
            className={cx(
              'min-w-0 flex-1 truncate text-meta',
              isUnread ? 'text-ink' : 'text-muted',
              row.previewAuthor === 'note' && 'text-note',
            )}
          >
            {previewMark(row.previewAuthor)}
            {row.preview || 'Attachment'}
          </span>
          {assignee ? (
            <>
              <span className="sr-only">{`Assigned to ${assignee}`}</span>
              <Avatar name={assignee} size="sm" className="size-4 text-[8px]" />
            </>
          ) : null}
          {isUnread ? (
            <span className="tabular flex h-4 min-w-4 shrink-0 items-center justify-center rounded-full bg-accent px-1 text-[11px] leading-none font-semibold text-on-accent">
              {row.unread === 99 ? '99+' : row.unread}
              <span className="sr-only"> unread</span>
            </span>
          ) : null}
        </span>
      </span>
    </>
  )
})

function RowMarks({ row, windowLeftMs, present }: ConversationRowProps) {
  const typing = present.find((entry) => entry.state === 'typing')
  const viewing = present.find((entry) => entry.kind !== 'contact')
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-faint [&_svg]:size-3">
      {row.priority >= 2 ? (
        <span className={row.priority === 3 ? 'text-bad' : 'text-warn'}>
          <Flag aria-hidden fill="currentColor" />
          <span className="sr-only">{`${priorityNames[row.priority] ?? ''} priority`}</span>
        </span>
      ) : null}
      {row.starred ? (
        <span className="text-warn">
          <Star aria-hidden fill="currentColor" />
          <span className="sr-only">Starred</span>
        </span>
      ) : null}
      {windowLeftMs === undefined ? null : (
        <span className="tabular flex items-center gap-0.5 text-meta text-warn">
          <Clock aria-hidden />
          <span className="sr-only">Time left to answer: </span>
          {shortDuration(windowLeftMs)}
        </span>
      )}
      {typing ? (
        <span className="text-accent-ink" title={`${typing.name} is typing`}>
          <Pencil aria-hidden />
          <span className="sr-only">{`${typing.name} is typing`}</span>
        </span>
      ) : viewing ? (
        <span title={`${viewing.name} is looking at this`}>
          <Eye aria-hidden />
          <span className="sr-only">{`${viewing.name} is looking at this`}</span>
        </span>
      ) : null}
    </span>
  )
}
