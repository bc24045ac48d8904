import { useQuery } from '@tanstack/react-query'
import { Clock, Plus } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { absoluteTime } from '../../ui/relative-time.ts'
import { Time } from '../../ui/time.tsx'
import { membersQuery, type ConversationView } from './inbox-api.ts'
import { Fact, Section } from './panel-parts.tsx'
import {
  AssigneeMark,
  AssignPicker,
  LabelPicker,
  PriorityMark,
  PriorityPicker,
  SnoozePicker,
  type PickerName,
} from './pickers.tsx'
import { priorityNames } from './row-preview.ts'
import type { Acts } from './use-acts.ts'

/** How the conversation stands. What can be changed is changed here; on a phone, only here. */
export function ConversationFacts({ conversation, acts }: { conversation: ConversationView; acts: Acts }) {
  return (
    <Section title="Conversation">
      <dl>
        <Organised conversation={conversation} acts={acts} />
        <Fact name="Began">{absoluteTime(Date.parse(conversation.createdAt))}</Fact>
        {conversation.waitingSince ? (
          <Fact name="Waiting">
            <Time at={conversation.waitingSince} />
          </Fact>
        ) : null}
        {conversation.contactReadAt ? (
          <Fact name="Last read">
            <Time at={conversation.contactReadAt} />
          </Fact>
        ) : null}
      </dl>
    </Section>
  )
}

const asText = '-ml-2 self-start gap-1.5 px-2 font-normal text-ink'

function Organised({ conversation, acts }: { conversation: ConversationView; acts: Acts }) {
  const { can } = useMe()
  const mayManage = can('inbox:manage')
  const [picker, setPicker] = useState<PickerName>()
  const { data: members } = useQuery(membersQuery)
  const assignee = members?.find(({ id }) => id === conversation.assigneeId)?.name
  const rows = [conversation]
  const pickerProps = (name: PickerName) => ({
    rows,
    acts,
    open: picker === name,
    onOpenChange: (open: boolean) => setPicker(open ? name : undefined),
  })
  return (
    <>
      <Fact name="Assigned to">
        <AssignPicker
          {...pickerProps('assign')}
          trigger={
            <Button look="quiet" size="sm" disabled={!mayManage} className={asText}>
              <AssigneeMark name={assignee} />
              <span className="truncate text-list">{assignee ?? 'Nobody'}</span>
            </Button>
          }
        />
      </Fact>
      <Fact name="Status">
        <span className="flex items-center justify-between">
          <span className="capitalize">{conversation.status}</span>
          {mayManage && conversation.status !== 'resolved' ? (
            <SnoozePicker
              {...pickerProps('snooze')}
              onSnooze={(snoozedUntil) => acts.setStatus(rows, 'snoozed', { snoozedUntil })}
              trigger={<IconButton size="sm" label="Snooze the conversation" icon={<Clock />} />}
            />
          ) : null}
        </span>
        {conversation.snoozedUntil ? (
          <span className="block text-meta text-muted">
            {`until ${absoluteTime(Date.parse(conversation.snoozedUntil))}`}
          </span>
        ) : null}
        {conversation.statusReason ? (
          <span className="block text-meta text-muted">{conversation.statusReason}</span>
        ) : null}
      </Fact>
      <Fact name="Priority">
        <PriorityPicker
          {...pickerProps('priority')}
          trigger={
            <Button look="quiet" size="sm" disabled={!mayManage} className={asText}>
              <PriorityMark priority={conversation.priority} />
              <span className="text-list">{priorityNames[conversation.priority]}</span>
            </Button>
          }
        />
      </Fact>
      <Fact name="Labels">
        <span className="flex flex-wrap items-center gap-1">
          {conversation.labels.map((label) => (
            <Chip
              key={label}
              removeLabel={`Remove the label ${label}`}
              {...(mayManage ? { onRemove: () => acts.label(rows, label, false) } : {})}
            >
              {label}
            </Chip>
          ))}
          {mayManage ? (
            <LabelPicker
              {...pickerProps('label')}
              trigger={<IconButton size="sm" label="Add a label" icon={<Plus />} />}
            />
          ) : conversation.labels.length === 0 ? (
            <span className="text-muted">None</span>
          ) : null}
        </span>
      </Fact>
    </>
  )
}
