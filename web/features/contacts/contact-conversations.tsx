import { useQuery } from '@tanstack/react-query'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { Time } from '../../ui/time.tsx'
import { conversationsQuery, type Conversation } from './contacts-api.ts'
import { InboxLink } from './inbox-link.tsx'

const states: Record<Conversation['status'], { label: string; tone: Tone }> = {
  open: { label: 'Open', tone: 'accent' },
  pending: { label: 'Pending', tone: 'warn' },
  snoozed: { label: 'Snoozed', tone: 'info' },
  resolved: { label: 'Resolved', tone: 'plain' },
}

export function ContactConversations({ contactId }: { contactId: string }) {
  const { can } = useMe()
  const query = useQuery({ ...conversationsQuery(contactId), enabled: can('inbox:read') })
  if (!can('inbox:read')) return null
  return (
    <Card title="Conversations">
      <QueryView query={query} loading={<div className="h-16" />}>
        {(conversations) =>
          conversations.length === 0 ? (
            <p className="text-list text-muted">None yet.</p>
          ) : (
            <ul className="-m-2 flex flex-col">
              {conversations.map((one) => (
                <li key={one.id}>
                  <InboxLink
                    conversationId={one.id}
                    className="flex items-center gap-3 rounded-md px-2 py-2 text-list hover:bg-hover"
                  >
                    <ChannelMark connector={one.channel.connector} className="text-muted" />
                    <span className="min-w-0 flex-1 truncate">
                      <span className="text-muted">#{one.number}</span> {one.preview}
                    </span>
                    <Badge tone={states[one.status].tone}>{states[one.status].label}</Badge>
                    <Time at={one.lastActivityAt} className="shrink-0 text-meta text-muted" />
                  </InboxLink>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}
