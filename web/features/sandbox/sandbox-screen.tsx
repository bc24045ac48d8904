import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { FaultsPanel } from './faults-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { personas } from './personas.ts'
import { PhoneView } from './phone-view.tsx'
import { PostedPanel } from './posted.tsx'
import { phonesQuery, type Person, type Phone } from './sandbox-api.ts'
import { TeamChats } from './team-chats.tsx'

const tabs = [
  { value: 'customers', label: 'Customers' },
  { value: 'chats', label: 'Team chats' },
  { value: 'posts', label: 'Published' },
] as const

/** The other side of everything: customers' phones, the team's chats, and what is out on the accounts. */
export function SandboxScreen() {
  const { tab } = useSearch({ from: '/shell/sandbox' })
  const navigate = useNavigate()
  const chosen = tabs.find(({ value }) => value === tab)?.value ?? 'customers'
  return (
    <>
      <PageHeader
        title="Sandbox"
        views={
          <Segmented
            label="Part of the sandbox"
            value={chosen}
            segments={tabs}
            onValueChange={(next) =>
              void navigate({ to: '/sandbox', search: next === 'customers' ? {} : { tab: next } })
            }
          />
        }
      />
      {chosen === 'chats' ? <TeamChats /> : chosen === 'posts' ? <PostedPanel /> : <Customers />}
    </>
  )
}

/** The customer's side: choose who you are and where, and write to your own team. */
function Customers() {
  const query = useQuery(phonesQuery)
  return (
    <QueryView query={query}>
      {(phones) => (phones.length === 0 ? <NoSandbox /> : <Playground phones={phones} />)}
    </QueryView>
  )
}

const panes = [
  { value: 'who', label: 'Who' },
  { value: 'phone', label: 'Phone' },
  { value: 'faults', label: 'Faults' },
] as const
type Pane = (typeof panes)[number]['value']

function Playground({ phones }: { phones: readonly Phone[] }) {
  const search = useSearch({ from: '/shell/sandbox' })
  const navigate = useNavigate()
  const [pane, setPane] = useState<Pane>('phone')
  const phone = phones.find((one) => one.channelId === search.channel) ?? phones[0]
  const person = personFrom(search)
  const go = (next: { channel?: string; person?: Person }) => {
    const who = next.person ?? person
    void navigate({
      to: '/sandbox',
      search: {
        channel: next.channel ?? phone?.channelId,
        person: who.id,
        name: who.name,
        username: who.username,
      },
      replace: true,
    })
    if (next.person) setPane('phone')
  }
  if (!phone) return null
  const hidden = (one: Pane) => (pane === one ? '' : 'max-lg:hidden')
  return (
    <>
      <div className="flex shrink-0 justify-center border-b border-line p-2 lg:hidden">
        <Segmented label="Part of the phone" value={pane} segments={panes} onValueChange={setPane} />
      </div>
      <div className="grid min-h-0 flex-1 lg:grid-cols-[264px_minmax(0,1fr)_288px]">
        <div className={`scroll-quiet min-h-0 border-line lg:border-r ${hidden('who')}`}>
          <PeoplePanel
            phones={phones}
            phone={phone}
            person={person}
            onPhone={(channel) => go({ channel })}
            onPerson={(one) => go({ person: one })}
          />
        </div>
        <div className={`flex min-h-0 justify-center bg-ground lg:p-5 ${hidden('phone')}`}>
          <PhoneView key={`${phone.channelId} ${person.id}`} phone={phone} person={person} />
        </div>
        <div className={`scroll-quiet min-h-0 border-line lg:border-l ${hidden('faults')}`}>
          <FaultsPanel phone={phone} />
        </div>
      </div>
    </>
  )
}

function personFrom(search: { person?: string; name?: string; username?: string }): Person {
  const known = personas.find((one) => one.id === search.person)
  if (known) return { id: known.id, name: known.name, username: known.username }
  if (search.person && search.name) {
    return { id: search.person, name: search.name, ...(search.username ? { username: search.username } : {}) }
  }
  const first = personas[0]
  return { id: first?.id ?? '1', name: first?.name ?? 'Lena', username: first?.username }
}

function NoSandbox() {
  const { can } = useMe()
  return (
    <EmptyState
      icon={<FlaskConical />}
      title="No sandbox channel yet"
      action={
        can('channels:write') ? (
          <Button asChild look="primary">
            <Link to="/channels/connect">Connect one</Link>
          </Button>
        ) : undefined
      }
    >
      A sandbox channel behaves like the real platform, and you play the customer. Nothing leaves this
      machine.
    </EmptyState>
  )
}
