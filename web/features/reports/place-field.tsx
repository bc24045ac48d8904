import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { membersQuery } from '../posts/members-api.ts'
import { chatPlacesQuery, type Place } from './reports-api.ts'

export interface PlaceDraft {
  kind: Place['kind']
  /** A channel's key, a member's id, or an address. */
  channel: string
  memberId: string
  address: string
}

export const emptyPlace = (memberId: string | null): PlaceDraft => ({
  kind: 'channel',
  channel: '',
  memberId: memberId ?? '',
  address: '',
})

const kinds = [
  { value: 'channel', label: 'A chat channel' },
  { value: 'member', label: 'Somebody, in a direct message' },
  { value: 'email', label: 'An e-mail address' },
] as const

export interface PlaceFieldProps {
  value: PlaceDraft
  /** Alerts go to chats alone. */
  chatsOnly?: boolean
  fault?: string | undefined
  onChange: (place: PlaceDraft) => void
}

/** Where it is sent. */
export function PlaceField({ value, chatsOnly, fault, onChange }: PlaceFieldProps) {
  const { places } = usePlaces()
  const members = useQuery(membersQuery).data ?? []
  const change = (part: Partial<PlaceDraft>) => onChange({ ...value, ...part })
  return (
    <>
      <Field label="Where to">
        {({ required: _required, ...control }) => (
          <Select
            {...control}
            value={value.kind}
            options={chatsOnly ? kinds.slice(0, 2) : kinds}
            onValueChange={(kind) => change({ kind })}
          />
        )}
      </Field>
      {value.kind === 'channel' ? (
        <Field
          label="Channel"
          error={fault}
          hint={
            places?.length === 0 ? (
              <>
                No chat is connected.{' '}
                <Link to="/settings/chats" className="text-accent-ink underline underline-offset-2">
                  Connect one
                </Link>{' '}
                first.
              </>
            ) : undefined
          }
        >
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={value.channel}
              placeholder={places ? 'Choose a channel' : 'One moment…'}
              options={(places ?? []).map((one) => ({
                value: keyOf(one),
                label: `${nameOf(one.name)} · ${one.chat}`,
              }))}
              onValueChange={(channel) => change({ channel })}
            />
          )}
        </Field>
      ) : value.kind === 'member' ? (
        <Field label="Person" error={fault}>
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={value.memberId}
              placeholder="Choose somebody"
              options={members
                .filter(({ active }) => active)
                .map(({ id, name }) => ({ value: id, label: name }))}
              onValueChange={(memberId) => change({ memberId })}
            />
          )}
        </Field>
      ) : (
        <Field label="Address" error={fault}>
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              type="email"
              autoComplete="email"
              placeholder="team@example.com"
              maxLength={200}
              value={value.address}
              onChange={(event) => change({ address: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}

const keyOf = ({ workspaceId, channel }: { workspaceId: string; channel: string }) =>
  `${workspaceId} ${channel}`
const nameOf = (name: string) =>
  /^[#\p{L}\p{N}]/u.test(name) && !name.includes(' ') ? `#${name.replace(/^#/, '')}` : name

/** The chosen place as the server takes it; undefined while something is missing. */
export function usePlaces() {
  const { data: places } = useQuery(chatPlacesQuery)
  const placeOf = ({ kind, channel, memberId, address }: PlaceDraft): Place | undefined => {
    if (kind === 'member') return memberId ? { kind, memberId } : undefined
    if (kind === 'email')
      return /^\S+@\S+\.\S+$/.test(address.trim()) ? { kind, address: address.trim() } : undefined
    const found = places?.find((one) => keyOf(one) === channel)
    return found && { kind, workspaceId: found.workspaceId, channel: found.channel, name: found.name }
  }
  return { places, placeOf }
}

export const placeFault: Record<Place['kind'], string> = {
  channel: 'Choose a channel.',
  member: 'Choose somebody.',
  email: 'Write an address, like team@example.com.',
}
