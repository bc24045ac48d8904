import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { roleOptions } from './member-row.tsx'
import {
  invitationsQuery,
  orgsApi,
  roleHints,
  roleNames,
  type Invitation,
  type Invited,
  type Role,
} from './settings-api.ts'

export function Invitations() {
  const { data } = useQuery(invitationsQuery)
  const [made, setMade] = useState<Invited>()
  return (
    <Card title="Invite somebody" hint="They choose a password themselves.">
      <InviteForm onInvited={setMade} />
      {made ? <Made invited={made} /> : null}
      {data && data.length > 0 ? (
        <>
          <h3 className="mt-5 text-meta font-medium text-muted">Waiting for an answer</h3>
          <ul className="divide-y divide-line">
            {data.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  )
}

function InviteForm({ onInvited }: { onInvited: (invited: Invited) => void }) {
  const { role: mine } = useMe()
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const invite = useMutation({
    mutationFn: (): Promise<Invited> => unwrap(orgsApi.invitations.$post({ json: { email, role } })),
    meta: { quiet: true },
    onSuccess: (invited) => {
      onInvited(invited)
      setEmail('')
      return queries.invalidateQueries({ queryKey: invitationsQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email.trim()) invite.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-3">
      <Field
        label="E-mail"
        error={invite.error ? causeOf(invite.error) : undefined}
        className="min-w-56 flex-1"
      >
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role" hint={roleHints[role]} className="w-56">
        {({ required: _required, ...control }) => (
          <Select {...control} value={role} options={roleOptions(mine)} onValueChange={setRole} />
        )}
      </Field>
      <Button
        look="primary"
        type="submit"
        busy={invite.isPending}
        disabled={!email.trim()}
        className="mt-6 max-md:w-full"
      >
        Invite
      </Button>
    </form>
  )
}

function Made({ invited }: { invited: Invited }) {
  if (!invited.link) {
    return (
      <output className="mt-4 block rounded-md bg-good-soft px-3 py-2 text-list text-good">
        An e-mail is on its way to {invited.email}.
      </output>
    )
  }
  return (
    <div className="mt-4 flex flex-col gap-2 rounded-md bg-fill p-3">
      <output className="text-list">
        No mail is set up here, so hand this link to {invited.email} yourself. It is shown only now.
      </output>
      <CopyField label={`Invitation link for ${invited.email}`} value={invited.link} />
    </div>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const key = invitationsQuery.queryKey
  const revoke = useMutation({
    mutationFn: () => unwrap(orgsApi.invitations[':id'].$delete({ param: { id: invitation.id } })),
    meta: { failed: 'The invitation still stands' },
    onMutate: () => queries.setQueryData(key, (old) => old?.filter((one) => one.id !== invitation.id)),
    onSuccess: () => toasts.show({ title: `The invitation of ${invitation.email} is taken back` }),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  })
  return (
    <li className="flex items-center gap-3 py-2 text-list">
      <span className="min-w-0 flex-1 truncate">{invitation.email}</span>
      <Badge tone={invitation.expired ? 'warn' : 'plain'}>
        {invitation.expired ? 'Expired' : roleNames[invitation.role]}
      </Badge>
      <span className="text-meta text-muted max-md:hidden">
        sent <Time at={invitation.createdAt} />
      </span>
      <Button
        size="sm"
        look="quiet"
        aria-label={`Take back the invitation of ${invitation.email}`}
        onClick={() => revoke.mutate()}
      >
        Take back
      </Button>
    </li>
  )
}
