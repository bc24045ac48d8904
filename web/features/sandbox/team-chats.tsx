import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { useId } from 'react'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/select.tsx'
import { SurfaceMark } from '../chats/surface-mark.tsx'
import { ChatWindow } from './chat-window.tsx'
import { chatsQuery, type Chat, type Seat } from './chats-api.ts'

/** The team's side of the chats: be a colleague, see each message as that app draws it, press its buttons. */
export function TeamChats() {
  const query = useQuery(chatsQuery)
  return (
    <QueryView query={query}>
      {(chats) =>
        chats.length === 0 ? (
          <EmptyState icon={<MessagesSquare />} title="No chat to play with">
            The sandbox is off, or no chat surface has one.
          </EmptyState>
        ) : (
          <Desk chats={chats} />
        )
      }
    </QueryView>
  )
}

function Desk({ chats }: { chats: readonly Chat[] }) {
  const search = useSearch({ from: '/shell/sandbox' })
  const navigate = useNavigate()
  const whoId = useId()
  const chat = chats.find(({ surface }) => surface === search.surface) ?? chats[0]
  if (!chat) return null
  const person = chat.people.find(({ id }) => id === search.person) ?? chat.people[0]
  const places = placesOf(chat, person?.id)
  const place = places.find(({ id }) => id === search.channel) ?? places[0]
  const go = (next: { surface?: string; person?: string; channel?: string }) => {
    const to = { surface: chat.surface, person: person?.id, channel: place?.id, ...next }
    void navigate({
      to: '/sandbox',
      search: {
        tab: 'chats',
        surface: to.surface,
        ...(to.person ? { person: to.person } : {}),
        ...(to.channel ? { channel: to.channel } : {}),
      },
      replace: true,
    })
  }
  const seat: Seat | undefined = person && place ? { user: person.id, channel: place.id } : undefined
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col">
      <aside className="flex shrink-0 flex-col gap-3 border-line p-3 max-lg:border-b lg:w-66 lg:border-r">
        <div role="group" aria-label="Chat" className="flex gap-1">
          {chats.map((one) => (
            <button
              key={one.surface}
              type="button"
              aria-pressed={one.surface === chat.surface}
              onClick={() => go({ surface: one.surface, person: '', channel: '' })}
              className="flex flex-1 flex-col items-center gap-1 rounded-md p-2 text-meta font-medium text-muted hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink"
            >
              <SurfaceMark surface={one.surface} className="size-7 bg-transparent" />
              {one.name}
            </button>
          ))}
        </div>
        <div className="flex items-center gap-2 text-list lg:flex-col lg:items-stretch lg:gap-1">
          <label htmlFor={whoId} className="shrink-0 font-medium">
            You are
          </label>
          <Select
            id={whoId}
            value={person?.id ?? ''}
            options={chat.people.map(({ id, name }) => ({ value: id, label: name }))}
            onValueChange={(id) => go({ person: id, channel: sameKind(chat, place?.id, id) })}
          />
        </div>
        <Places places={places} chosen={place?.id} onChoose={(channel) => go({ channel })} />
      </aside>
      <div className="flex min-h-0 min-w-0 flex-1 justify-center bg-ground lg:p-5">
        {chat.connected && seat ? (
          <ChatWindow
            key={`${chat.surface} ${seat.user} ${seat.channel}`}
            chat={chat}
            seat={seat}
            person={person?.name ?? ''}
            place={place?.name ?? ''}
          />
        ) : (
          <NotConnected chat={chat} />
        )}
      </div>
    </div>
  )
}

interface Place {
  id: string
  name: string
  isDirect: boolean
}

const placesOf = (chat: Chat, person: string | undefined): Place[] => [
  ...chat.people
    .filter(({ id }) => id === person)
    .map(({ direct }) => ({ id: direct, name: 'Parley (direct message)', isDirect: true })),
  ...chat.channels.map(({ id, name }) => ({ id, name, isDirect: false })),
]

/** Who else becomes this person stays in the channel, or goes to their own direct messages. */
function sameKind(chat: Chat, channel: string | undefined, person: string): string {
  if (chat.channels.some(({ id }) => id === channel)) return channel ?? ''
  return chat.people.find(({ id }) => id === person)?.direct ?? ''
}

const Places = ({
  places,
  chosen,
  onChoose,
}: {
  places: readonly Place[]
  chosen: string | undefined
  onChoose: (id: string) => void
}) => (
  <ul aria-label="Channels" className="flex gap-px max-lg:overflow-x-auto lg:flex-col">
    {places.map((place) => (
      <li key={place.id}>
        <button
          type="button"
          aria-current={place.id === chosen}
          onClick={() => onChoose(place.id)}
          className={cx(
            'ring-inside flex h-8 w-full items-center rounded-md px-2.5 text-left text-list whitespace-nowrap text-muted hover:bg-hover hover:text-ink pointer-coarse:h-11',
            place.id === chosen && 'bg-selected font-medium text-ink',
          )}
        >
          {place.name}
        </button>
      </li>
    ))}
  </ul>
)

const NotConnected = ({ chat }: { chat: Chat }) => (
  <EmptyState
    icon={<MessagesSquare />}
    title={`${chat.name} is not connected yet`}
    action={
      <Button asChild look="primary">
        <Link to="/settings/chats">Connect its sandbox</Link>
      </Button>
    }
  >
    Connect the sandbox of {chat.name} once. Then you can be each colleague here and see what the bot shows
    them.
  </EmptyState>
)
