import { useQuery } from '@tanstack/react-query'
import {
  ArrowLeft,
  CheckCheck,
  Clock,
  Ellipsis,
  MailOpen,
  PanelRight,
  RotateCcw,
  Star,
  Tag,
} from 'lucide-react'
import { useMe } from '../../app/me.ts'
import { useKeys } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { membersQuery, type ConversationView } from './inbox-api.ts'
import {
  AssigneeMark,
  AssignPicker,
  LabelPicker,
  PriorityMark,
  PriorityPicker,
  SnoozePicker,
  type PickerName,
} from './pickers.tsx'
import type { Acts } from './use-acts.ts'

export interface ThreadHeaderProps {
  conversation: ConversationView
  acts: Acts
  picker: PickerName | undefined
  onPicker: (picker: PickerName | undefined) => void
  onBack: () => void
  onResolve: () => void
  onReopen: () => void
  onSnooze: (until: string) => void
  onUnread: () => void
  isPanelOpen: boolean
  onPanel: () => void
}

const statusWords = { open: 'Open', pending: 'Pending', snoozed: 'Snoozed', resolved: 'Resolved' }

export function ThreadHeader(props: ThreadHeaderProps) {
  const { conversation, onBack, isPanelOpen, onPanel } = props
  const { contact, channel, number, status } = conversation
  const { can } = useMe()
  return (
    <header className="flex min-h-(--header) shrink-0 items-center gap-1 border-b border-line pr-2 pl-4 max-md:pl-1">
      <span className="md:hidden">
        <IconButton label="Back to the list" icon={<ArrowLeft />} onClick={onBack} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-read leading-5 font-semibold">{contact.name}</h2>
        <p className="flex items-center gap-1.5 text-meta text-muted">
          <ChannelMark connector={channel.connector} name={channel.connector} className="size-3" />
          <span className="truncate">{channel.name}</span>
          <span aria-hidden>·</span>
          <span className="tabular shrink-0">{`#${number}`}</span>
          {status === 'open' ? null : (
            <>
              <span aria-hidden>·</span>
              <span className="shrink-0">{statusWords[status]}</span>
            </>
          )}
        </p>
      </div>
      {can('inbox:manage') ? <HeaderActs {...props} /> : null}
      <IconButton
        label={isPanelOpen ? 'Hide the details' : 'Show the details'}
        icon={<PanelRight />}
        pressed={isPanelOpen}
        onClick={onPanel}
      />
    </header>
  )
}

function HeaderActs(props: ThreadHeaderProps) {
  const { conversation, acts, picker, onPicker, onResolve, onReopen, onSnooze, onUnread } = props
  const keysOf = useKeys()
  const { data: members } = useQuery(membersQuery)
  const assignee = members?.find(({ id }) => id === conversation.assigneeId)?.name
  const rows = [conversation]
  const pickerProps = (name: PickerName) => ({
    rows,
    acts,
    open: picker === name,
    onOpenChange: (open: boolean) => onPicker(open ? name : undefined),
  })
  const isResolved = conversation.status === 'resolved'
  return (
    <>
      <span className="contents max-md:hidden">
        <AssignPicker
          {...pickerProps('assign')}
          trigger={
            <Button look="quiet" className="px-2" title={assignee ? `Assigned to ${assignee}` : 'Assign'}>
              <AssigneeMark name={assignee} />
              <span className="sr-only">{assignee ? `Assigned to ${assignee}` : 'Assign'}</span>
            </Button>
          }
        />
        <LabelPicker
          {...pickerProps('label')}
          trigger={
            <Button look="quiet" className="px-2" aria-label="Labels">
              <Tag aria-hidden className="size-4" />
            </Button>
          }
        />
        <PriorityPicker
          {...pickerProps('priority')}
          trigger={
            <Button look="quiet" className="px-2" aria-label="Priority">
              <PriorityMark priority={conversation.priority} />
            </Button>
          }
        />
        <IconButton
          label={conversation.starred ? 'Remove the star' : 'Star'}
          icon={<Star fill={conversation.starred ? 'currentColor' : 'none'} />}
          className={conversation.starred ? 'text-warn' : undefined}
          onClick={() => acts.star(rows, !conversation.starred)}
        />
      </span>
      <SnoozePicker
        {...pickerProps('snooze')}
        onSnooze={onSnooze}
        trigger={
          <Button look="quiet" className="px-2 max-md:hidden" aria-label="Snooze">
            <Clock aria-hidden className="size-4" />
          </Button>
        }
      />
      <Menu align="end" trigger={<IconButton label="More" icon={<Ellipsis />} />}>
        <MenuItem icon={<MailOpen />} keys={keysOf('unread')} onSelect={onUnread}>
          Mark unread
        </MenuItem>
        <MenuItem
          icon={<Clock />}
          onSelect={() => acts.setStatus(rows, conversation.status === 'pending' ? 'open' : 'pending')}
        >
          {conversation.status === 'pending' ? 'Set to open' : 'Set to pending'}
        </MenuItem>
        <MenuItem icon={<Star />} onSelect={() => acts.star(rows, !conversation.starred)}>
          {conversation.starred ? 'Remove the star' : 'Star'}
        </MenuItem>
        <MenuItem
          icon={<CheckCheck />}
          keys={keysOf('resolve')}
          disabled={isResolved}
          onSelect={() => acts.setStatus(rows, 'resolved')}
        >
          Resolve and stay
        </MenuItem>
      </Menu>
      {isResolved || conversation.status === 'snoozed' ? (
        <Button icon={<RotateCcw aria-hidden className="size-4" />} onClick={onReopen}>
          Open again
        </Button>
      ) : (
        <Button
          title={keysOf('resolveNext')}
          icon={<CheckCheck aria-hidden className="size-4" />}
          onClick={onResolve}
        >
          Resolve
        </Button>
      )}
    </>
  )
}
