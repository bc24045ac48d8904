import { useSearch } from '@tanstack/react-router'
import { Mail, MailCheck } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { mailResetLink, mailSignInLink, signInByPassword } from './auth-api.ts'
import { SignInLayout } from './sign-in-layout.tsx'
import { useAct } from './use-act.ts'
import { useEnter } from './use-enter.ts'

type Way = 'password' | 'link' | 'reset'

const ways: Record<Way, { title: string; intro: string; act: string; sent: string }> = {
  password: { title: 'Sign in', intro: 'Good to see you.', act: 'Sign in', sent: '' },
  link: {
    title: 'Sign in by e-mail',
    intro: 'We e-mail you a link that signs you in. No password needed.',
    act: 'E-mail me a link',
    sent: 'a link to sign in',
  },
  reset: {
    title: 'Reset your password',
    intro: 'We e-mail you a link to choose a new one.',
    act: 'E-mail me a reset link',
    sent: 'a link to choose a new password',
  },
}

export function SignInScreen() {
  const { from } = useSearch({ from: '/sign-in' })
  const enter = useEnter()
  const [way, setWay] = useState<Way>('password')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [sent, setSent] = useState(false)
  const { busy, problem, act, clear } = useAct()
  const { title, intro, act: actLabel, sent: what } = ways[way]
  const choose = (next: Way) => {
    clear()
    setSent(false)
    setWay(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void act(async () => {
      if (way === 'password') {
        await signInByPassword(email, password)
        enter(from)
        return
      }
      await (way === 'link' ? mailSignInLink(email) : mailResetLink(email))
      setSent(true)
    })
  }
  if (sent) return <Sent email={email} what={what} onBack={() => choose('password')} />
  return (
    <SignInLayout title={title} intro={intro} problem={problem}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="E-mail" required>
          {(control) => (
            <Input
              {...control}
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              className="h-10"
            />
          )}
        </Field>
        {way === 'password' ? (
          <Field
            label="Password"
            required
            aside={<TextButton onClick={() => choose('reset')}>Forgotten it?</TextButton>}
          >
            {(control) => (
              <Input
                {...control}
                type="password"
                name="password"
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                className="h-10"
              />
            )}
          </Field>
        ) : null}
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {actLabel}
        </Button>
      </form>
      {way === 'password' ? (
        <>
          <div
            aria-hidden
            className="flex items-center gap-3 text-meta text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
          >
            or
          </div>
          <Button size="lg" icon={<Mail className="size-4" />} onClick={() => choose('link')}>
            E-mail me a link
          </Button>
        </>
      ) : (
        <TextButton onClick={() => choose('password')}>Back to sign-in with a password</TextButton>
      )}
    </SignInLayout>
  )
}

const TextButton = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button
    type="button"
    onClick={onClick}
    className="rounded-sm text-list text-accent-ink hover:underline pointer-coarse:min-h-11"
  >
    {children}
  </button>
)

/** The same words whether the address is known or not: who has an account is nobody's business. */
const Sent = ({ email, what, onBack }: { email: string; what: string; onBack: () => void }) => (
  <SignInLayout title="Look in your inbox">
    <EmptyState icon={<MailCheck />} title={email} action={<Button onClick={onBack}>Back to sign-in</Button>}>
      {`If there is an account with this address, ${what} is on its way. It works once, for 15 minutes.`}
    </EmptyState>
  </SignInLayout>
)
