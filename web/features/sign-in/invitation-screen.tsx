import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { call } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { isSpentLink } from './auth-api.ts'
import { NewPasswordField } from './password-field.tsx'
import { SignInLayout } from './sign-in-layout.tsx'
import { useAct } from './use-act.ts'
import { useEnter } from './use-enter.ts'

export interface Invitation {
  org: { name: string }
  email: string
  role: string
  invitedBy?: string
  /** No account has this address yet: a name and a password are asked for. */
  isNew: boolean
}

export function InvitationScreen() {
  const { token } = useSearch({ from: '/invitation' })
  const lookup = useQuery({
    queryKey: ['orgs', 'invitation', token],
    queryFn: ({ signal }) =>
      call<Invitation>(`/api/v1/orgs/invitations/lookup?token=${encodeURIComponent(token)}`, undefined, {
        signal,
      }),
    enabled: token !== '',
    retry: false,
  })
  if (!token || isSpentLink(lookup.error)) return <SpentInvitation />
  if (lookup.data) return <Accept token={token} invitation={lookup.data} />
  if (lookup.error) {
    return (
      <SignInLayout title="Your invitation">
        <ErrorState error={lookup.error} onRetry={() => void lookup.refetch()} />
      </SignInLayout>
    )
  }
  return (
    <SignInLayout title="Your invitation">
      <output aria-label="Loading" className="block animate-late space-y-4">
        <Skeleton />
        <Skeleton className="h-10" />
      </output>
    </SignInLayout>
  )
}

function Accept({ token, invitation }: { token: string; invitation: Invitation }) {
  const enter = useEnter()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { busy, error, problem, act } = useAct()
  const { org, email, role, invitedBy, isNew } = invitation
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void act(async () => {
      await call('/api/v1/orgs/invitations/accept', isNew ? { token, name, password } : { token })
      enter()
    })
  }
  if (isSpentLink(error)) return <SpentInvitation />
  const intro = `${invitedBy ?? 'Your team'} invited ${email} as ${role}.`
  return (
    <SignInLayout title={`Join ${org.name}`} intro={intro} problem={problem}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {isNew ? (
          <>
            <Field label="Your name" required>
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  autoComplete="name"
                  autoFocus
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                  className="h-10"
                />
              )}
            </Field>
            <NewPasswordField label="Password" value={password} onChange={setPassword} />
          </>
        ) : null}
        <Button type="submit" look="primary" size="lg" busy={busy}>
          Join {org.name}
        </Button>
      </form>
    </SignInLayout>
  )
}

const SpentInvitation = () => (
  <SignInLayout
    title="This invitation no longer works"
    intro="It was used, taken back, or is too old. Ask for a new one."
  >
    <Button look="primary" size="lg" asChild>
      <Link to="/sign-in">Go to sign-in</Link>
    </Button>
  </SignInLayout>
)
