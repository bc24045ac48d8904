import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { cx } from '../../ui/cx.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { personas, personOf } from './personas.ts'
import type { Person, Phone } from './sandbox-api.ts'

export interface PeoplePanelProps {
  phones: readonly Phone[]
  phone: Phone
  person: Person
  onPhone: (channelId: string) => void
  onPerson: (person: Person) => void
}

const heading = 'px-2 pb-1 text-meta font-medium text-muted'
const choice =
  'ring-inside flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left text-list hover:bg-hover aria-pressed:bg-selected pointer-coarse:min-h-11'

export function PeoplePanel({ phones, phone, person, onPhone, onPerson }: PeoplePanelProps) {
  const own = personas.some((one) => one.id === person.id) ? undefined : person
  return (
    <div className="flex flex-col gap-5 p-2 py-4">
      <section aria-label="Channel">
        <h2 className={heading}>You write on</h2>
        {phones.map((one) => (
          <button
            key={one.channelId}
            type="button"
            aria-pressed={one.channelId === phone.channelId}
            onClick={() => onPhone(one.channelId)}
            className={choice}
          >
            <ChannelMark connector={one.connector} name="" className="text-muted" />
            <span className="min-w-0 flex-1 truncate">{one.connectorName}</span>
            <span className="max-w-28 truncate text-meta text-muted">{one.name}</span>
          </button>
        ))}
      </section>
      <section aria-label="Customer">
        <h2 className={heading}>as</h2>
        {[...personas, ...(own ? [{ ...own, about: 'Your own' }] : [])].map((one) => (
          <button
            key={one.id}
            type="button"
            aria-pressed={one.id === person.id}
            onClick={() => onPerson({ id: one.id, name: one.name, username: one.username })}
            className={choice}
          >
            <Avatar name={one.name} size="md" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{one.name}</span>
              <span className="block truncate text-meta text-muted">{one.about}</span>
            </span>
          </button>
        ))}
        <OwnPerson onPerson={onPerson} />
      </section>
      <p className="px-2 text-meta text-muted">
        Keep the{' '}
        <Link to="/inbox" className={cx('font-medium text-accent-ink underline underline-offset-2')}>
          inbox
        </Link>{' '}
        open in a second window to see both sides.
      </p>
    </div>
  )
}

function OwnPerson({ onPerson }: { onPerson: (person: Person) => void }) {
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return
    onPerson(personOf(name))
    setName('')
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2 px-2 pt-3">
      <Field label="Somebody else" className="flex-1">
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            placeholder="A name"
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" aria-label="Be this person" icon={<Plus aria-hidden className="size-4" />} />
    </form>
  )
}
