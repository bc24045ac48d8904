import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ContactForm } from './contact-form.tsx'
import { Time } from '../../ui/time.tsx'
import { contactQuery, previousQuery, type ConversationView } from './inbox-api.ts'
import { ConversationFacts } from './conversation-facts.tsx'
import { Fact, Section } from './panel-parts.tsx'
import type { Acts } from './use-acts.ts'

export function ContextPanel({ conversation, acts }: { conversation: ConversationView; acts: Acts }) {
  return (
    <div className="divide-y divide-line">
      <Who conversation={conversation} />
      <ConversationFacts conversation={conversation} acts={acts} />
      <Previous conversation={conversation} />
    </div>
  )
}

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
