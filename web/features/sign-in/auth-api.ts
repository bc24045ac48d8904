import { ApiError, apiFetch, errorOf } from '../../app/api.ts'

/** better-auth answers in a shape of its own: its data as it is, or `{ code, message }`. */
async function post(path: string, body: object): Promise<void> {
  const response = await apiFetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.ok) return
  const answer: unknown = await response.json().catch(() => undefined)
  throw errorOf(answer, response.status)
}

export const signInByPassword = (email: string, password: string) =>
  post('sign-in/email', { email, password })
export const mailSignInLink = (email: string) => post('sign-in/magic-link', { email })
export const signInByLink = (token: string) => post('magic-link/verify', { token })
export const mailResetLink = (email: string) => post('request-password-reset', { email })
export const resetPassword = (token: string, newPassword: string) =>
  post('reset-password', { token, newPassword })

export const shortestPassword = 8

const kindly: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD:
    'That e-mail and password do not go together. Try again, or have a link e-mailed to you.',
  INVALID_EMAIL: 'That does not look like an e-mail address.',
  EMAIL_NOT_VERIFIED: 'Your e-mail address is not confirmed yet. Open the link that we e-mailed you.',
  INVALID_PASSWORD: 'That is not the right password.',
  PASSWORD_TOO_SHORT: `A password needs at least ${shortestPassword} characters.`,
  PASSWORD_TOO_LONG: 'That password is too long. 128 characters are the most.',
  INVALID_TOKEN: 'This link has been used, or is too old. Ask for a new one.',
  EXPIRED_TOKEN: 'This link is too old. Ask for a new one.',
}

/** What to tell the reader, never the server's jargon. */
export function signInProblem(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong on our side. Try again in a moment.'
  if (error.status === 429) return 'Too many tries. Wait a minute, then try again.'
  return kindly[error.code] ?? error.message
}

/** The link itself is spent: only a new one helps. */
export const isSpentLink = (error: unknown) =>
  error instanceof ApiError &&
  ['INVALID_TOKEN', 'EXPIRED_TOKEN', 'not_found', 'precondition'].includes(error.code)
