import { Link, useSearch } from '@tanstack/react-router'
import { Button } from '../../ui/button.tsx'
import { isSpentLink, signInByLink } from './auth-api.ts'
import { SignInLayout } from './sign-in-layout.tsx'
import { useAct } from './use-act.ts'
import { useEnter } from './use-enter.ts'

/** A mailed link leads here. Opening it changes nothing (mail scanners open links too); the button signs in. */
export function LinkScreen() {
  const { token } = useSearch({ from: '/sign-in/link' })
  const enter = useEnter()
  const { busy, error, problem, act } = useAct()
  const go = () =>
    act(async () => {
      await signInByLink(token)
      enter()
    })
  if (!token || isSpentLink(error)) return <SpentLink />
  return (
    <SignInLayout title="Welcome back" intro="One step more, and you are in." problem={problem}>
      <Button look="primary" size="lg" busy={busy} autoFocus onClick={() => void go()}>
        Sign in to Parley
      </Button>
    </SignInLayout>
  )
}

export const SpentLink = () => (
  <SignInLayout
    title="This link no longer works"
    intro="A link works once and for 15 minutes. Ask for a new one."
  >
    <Button look="primary" size="lg" asChild>
      <Link to="/sign-in">Go to sign-in</Link>
    </Button>
  </SignInLayout>
)
