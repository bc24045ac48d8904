import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useMe } from '../../app/me.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ContactForm } from './contact-form.tsx'
import { Time } from '../../ui/time.tsx'
import { absoluteTime } from '../../ui/relative-time.ts'
import { contactQuery, membersQuery, previousQuery, type ConversationView } from './inbox-api.ts'
import { PriorityMark } from './pickers.tsx'
import { priorityNames } from './row-preview.ts'
import type { Acts } from './use-acts.ts'

export function ContextPanel({ conversation, acts }: { conversation: ConversationView; acts: Acts }) {
  return (
    <div className="divide-y divide-line">
      <Who conversation={conversation} />
      <Facts conversation={conversation} acts={acts} />
      <Previous conversation={conversation} />
    </div>
  )
}

const Section = ({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) => (
  <section className="px-4 py-3">
    <header className="mb-2 flex min-h-6 items-center justify-between">
      <h3 className="text-meta font-medium text-muted">{title}</h3>
      {action}
    </header>
    {children}
  </section>
)

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex min-h-7 items-baseline gap-3 text-list">
    <dt className="w-24 shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 flex-1 break-words">{children}</dd>
  </div>
)

const dateFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

function Who({ conversation }: { conversation: ConversationView }) {
  const { can } = useMe()
  const [isEditing, setEditing] = useState(false)
  const { data: contact, error, refetch } = useQuery(contactQuery(conversation.contact.id))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!contact) {
    return (
      <div className="animate-late space-y-3 p-4">
        <Skeleton className="w-1/2" />
        <Skeleton className="w-3/4" />
        <Skeleton className="w-2/3" />
      </div>
    )
  }
  if (isEditing) return <ContactForm contact={contact} onClose={() => setEditing(false)} />
  return (
    <Section
      title="Customer"
      action={
        can('contacts:write') ? (
          <IconButton
            size="sm"
            label="Change the contact"
            icon={<Pencil />}
            onClick={() => setEditing(true)}
          />
        ) : null
      }
    >
      <div className="mb-3 flex items-center gap-3">
        <Avatar
          size="lg"
          name={contact.name}
          src={contact.avatarMediaId ? `/media/${contact.avatarMediaId}/preview` : undefined}
        />
        <div className="min-w-0">
          <p className="truncate text-read font-semibold">{contact.name}</p>
          <p className="text-meta text-muted">
            {`Since ${dateFormat.format(Date.parse(contact.createdAt))}`}
          </p>
        </div>
      </div>
      <dl>
        {contact.email ? <Fact name="E-mail">{contact.email}</Fact> : null}
        {contact.phone ? <Fact name="Phone">{contact.phone}</Fact> : null}
        {contact.note ? (
          <Fact name="Note">
            <span className="whitespace-pre-wrap">{contact.note}</span>
          </Fact>
        ) : null}
        {Object.entries(contact.facts).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      <ul aria-label="Accounts" className="mt-1 space-y-1.5">
        {contact.identities.map((identity) => (
          <li key={identity.id} className="flex items-center gap-2 text-list">
            <ChannelMark
              connector={identity.channel.connector}
              name={identity.channel.connector}
              className="text-muted"
            />
            <span className="min-w-0 flex-1 truncate">
              {identity.username ? `@${identity.username}` : identity.externalId}
            </span>
            {identity.verified ? <Badge tone="good">Verified</Badge> : null}
            {identity.blocked ? <Badge tone="bad">No messages</Badge> : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Facts({ conversation, acts }: { conversation: ConversationView; acts: Acts }) {
  const { can } = useMe()
  const { data: members } = useQuery(membersQuery)
  const assignee = members?.find(({ id }) => id === conversation.assigneeId)?.name
  const mayManage = can('inbox:manage')
  return (
    <Section title="Conversation">
      <dl>
        <Fact name="Assigned to">{assignee ?? <span className="text-muted">Nobody</span>}</Fact>
        <Fact name="Status">
          <span className="capitalize">{conversation.status}</span>
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
          <span className="inline-flex items-center gap-1.5">
            <PriorityMark priority={conversation.priority} />
            {priorityNames[conversation.priority]}
          </span>
        </Fact>
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
        <Fact name="Labels">
          {conversation.labels.length === 0 ? <span className="text-muted">None</span> : null}
          <span className="flex flex-wrap gap-1">
            {conversation.labels.map((label) => (
              <Chip
                key={label}
                removeLabel={`Remove the label ${label}`}
                {...(mayManage ? { onRemove: () => acts.label([conversation], label, false) } : {})}
              >
                {label}
              </Chip>
            ))}
          </span>
        </Fact>
      </dl>
    </Section>
  )
}

function Previous({ conversation }: { conversation: ConversationView }) {
  const { data = [] } = useQuery(previousQuery(conversation.contact.id))
  const others = data.filter(({ id }) => id !== conversation.id)
  if (others.length === 0) return null
  return (
    <Section title="Other conversations">
      <ul className="-mx-2">
        {others.map((other) => (
          <li key={other.id}>
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: other.id }}
              className="ring-inside block rounded-md px-2 py-1 hover:bg-hover"
            >
              <span className="flex items-baseline gap-2 text-list">
                <span className="tabular text-muted">{`#${other.number}`}</span>
                <span className="capitalize">{other.status}</span>
                <Time at={other.lastActivityAt} className="ml-auto text-meta text-faint" />
              </span>
              <span className="block truncate text-meta text-muted">{other.preview}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
