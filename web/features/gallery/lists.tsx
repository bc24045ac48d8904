import { useState } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { List } from '../../ui/list.tsx'
import { Time } from '../../ui/time.tsx'
import { Section } from './section.tsx'

const minute = 60_000
const people = [
  {
    name: 'Ana Horvat',
    connector: 'instagram',
    text: 'Hi! Is the blue one still in stock in size M?',
    age: 2,
    unread: true,
  },
  {
    name: 'Marko Kovač',
    connector: 'whatsapp',
    text: 'You: It left our warehouse this morning.',
    age: 14,
    unread: false,
  },
  {
    name: '@nova.design',
    connector: 'x',
    text: 'My parcel has not moved for four days, what is going on?',
    age: 65,
    unread: true,
  },
  {
    name: 'Priya Raman',
    connector: 'messenger',
    text: 'Thank you so much, that was quick',
    age: 300,
    unread: false,
  },
  { name: 'Олена Шевченко', connector: 'telegram', text: 'Дякую!', age: 1500, unread: false },
  { name: 'Visitor 4821', connector: 'webchat', text: 'Do you ship to Norway?', age: 9000, unread: false },
  { name: 'Sam Osei', connector: 'carrier', text: 'Is there a shop near Split?', age: 30_000, unread: false },
]
const marks = [
  'instagram',
  'messenger',
  'facebook',
  'whatsapp',
  'telegram',
  'x',
  'linkedin',
  'tiktok',
  'youtube',
  'email',
  'webchat',
  'other',
]

export function Lists() {
  const [chosen, setChosen] = useState<string>()
  const [mountedAt] = useState(() => Date.now())
  return (
    <>
      <Section title="Avatars and channel marks">
        <Avatar name="Ana Horvat" size="sm" />
        <Avatar name="Marko Kovač" channel={{ connector: 'whatsapp', name: 'WhatsApp' }} />
        <Avatar name="nova.design" size="lg" channel={{ connector: 'x', name: 'X' }} />
        {marks.map((mark) => (
          <ChannelMark key={mark} connector={mark} className="text-muted" />
        ))}
      </Section>
      <div className="grid grid-cols-1 border-b border-line lg:grid-cols-[360px_1fr]">
        <List
          label="Conversations"
          className="border-r border-line"
          items={people}
          itemKey={(person) => person.name}
          selectedKey={chosen}
          onOpen={(person) => setChosen(person.name)}
          row={(person) => (
            <>
              <Avatar name={person.name} channel={{ connector: person.connector, name: person.connector }} />
              <span className="min-w-0 flex-1">
                <span className="flex items-baseline gap-2">
                  <span className={person.unread ? 'truncate font-semibold' : 'truncate'}>{person.name}</span>
                  <Time
                    at={mountedAt - person.age * minute}
                    className="ml-auto shrink-0 text-meta text-faint"
                  />
                </span>
                <span className="block truncate text-meta text-muted">{person.text}</span>
              </span>
              {person.unread ? <span className="size-2 shrink-0 rounded-full bg-accent" /> : null}
            </>
          )}
        />
        <DataTable
          label="People"
          rows={people}
          rowKey={(person) => person.name}
          onOpen={(person) => setChosen(person.name)}
          columns={[
            {
              id: 'name',
              header: 'Name',
              cell: (person) => <span className="font-medium">{person.name}</span>,
            },
            {
              id: 'channel',
              header: 'Channel',
              width: 'w-32',
              cell: (person) => <Badge>{person.connector}</Badge>,
            },
            {
              id: 'age',
              header: 'Minutes',
              align: 'end',
              width: 'w-24',
              cell: (person) => person.age.toLocaleString(),
            },
            {
              id: 'last',
              header: 'Last message',
              width: 'w-32',
              wideOnly: true,
              cell: (person) => <Time at={mountedAt - person.age * minute} className="text-muted" />,
            },
          ]}
        />
      </div>
    </>
  )
}
