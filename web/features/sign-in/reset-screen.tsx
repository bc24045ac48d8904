import { Link, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { isSpentLink, resetPassword } from './auth-api.ts'
import { SpentLink } from './link-screen.tsx'
import { NewPasswordField } from './password-field.tsx'
import { SignInLayout } from './sign-in-layout.tsx'
import { useAct } from './use-act.ts'

export function ResetScreen() {
  const { token } = useSearch({ from: '/reset' })
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const { busy, error, problem, act } = useAct()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void act(async () => {
      await resetPassword(token, password)
      setDone(true)
    })
  }
  if (!token || isSpentLink(error)) return <SpentLink />
  if (done) {
    return (
      <SignInLayout title="Your password is set" intro="Sign in with it from now on.">
        <Button look="primary" size="lg" asChild>
          <Link to="/sign-in">Go to sign-in</Link>
        </Button>
      </SignInLayout>
    )
  }
  return (
    <SignInLayout title="Choose a new password">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <NewPasswordField label="New password" value={password} onChange={setPassword} error={problem} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          Set password
        </Button>
      </form>
    </SignInLayout>
  )
}
