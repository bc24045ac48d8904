import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft, BadgeCheck, Ban, BookUser } from 'lucide-react'
import { useTitle } from '../../app/page-header.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Time } from '../../ui/time.tsx'
import { ContactForm } from './contact-form.tsx'
import { ContactConversations } from './contact-conversations.tsx'
import { avatarOf, contactQuery, type Contact } from './contacts-api.ts'

export const NoContact = () => (
  <EmptyState icon={<BookUser />} title="Choose somebody">
    You see who they are, where they write, and what you talked about.
  </EmptyState>
)

export function ContactDetail() {
  const { contactId } = useParams({ from: '/shell/contacts/$contactId' })
  const query = useQuery(contactQuery(contactId))
  return <QueryView query={query}>{(contact) => <Detail key={contact.id} contact={contact} />}</QueryView>
}

function Detail({ contact }: { contact: Contact }) {
  useTitle(contact.name)
  return (
    <>
      <header className="flex h-(--header) shrink-0 items-center gap-2 border-b border-line px-2 md:hidden">
        <BackLink />
        <span className="truncate text-head font-semibold">{contact.name}</span>
      </header>
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto flex max-w-2xl flex-col gap-4 p-4 md:p-6">
          <div className="flex items-center gap-4">
            <Avatar name={contact.name} size="lg" src={avatarOf(contact)} />
            <div className="min-w-0">
              <h2 className="truncate text-title font-semibold">{contact.name}</h2>
              <p className="text-list text-muted">
                First wrote <Time at={contact.createdAt} />
                {contact.lastSeenAt ? (
                  <>
                    , last <Time at={contact.lastSeenAt} />
                  </>
                ) : null}
              </p>
            </div>
          </div>
          <ContactForm contact={contact} />
          <Identities contact={contact} />
          <ContactConversations contactId={contact.id} />
        </div>
      </div>
    </>
  )
}

const BackLink = () => (
  <Link
    to="/contacts"
    search
    aria-label="Back to contacts"
    className="flex size-11 items-center justify-center rounded-md text-muted"
  >
    <ArrowLeft aria-hidden className="size-4" />
  </Link>
)

const Identities = ({ contact }: { contact: Contact }) => (
  <Card title="Where they write">
    <ul className="-my-1 flex flex-col">
      {contact.identities.map((identity) => (
        <li key={identity.id} className="flex items-center gap-3 py-1.5 text-list">
          <ChannelMark connector={identity.channel.connector} className="text-muted" />
          <span className="min-w-0 flex-1">
            <span className="block truncate">
              {identity.username ? `@${identity.username}` : identity.externalId}
            </span>
            <span className="block truncate text-meta text-muted">to {identity.channel.name}</span>
          </span>
          {identity.verified ? (
            <Badge tone="good" icon={<BadgeCheck aria-hidden />}>
              Verified
            </Badge>
          ) : null}
          {identity.blocked ? (
            <Badge tone="warn" icon={<Ban aria-hidden />}>
              Blocked
            </Badge>
          ) : null}
        </li>
      ))}
    </ul>
  </Card>
)
