import type { Mail } from '../mail.ts'
import { linkMinutes, resetMinutes } from './better-auth.ts'

export const linkUrl = (publicUrl: string, token: string) =>
  `${publicUrl}/sign-in/link?token=${encodeURIComponent(token)}`

export const resetUrl = (publicUrl: string, token: string) =>
  `${publicUrl}/reset?token=${encodeURIComponent(token)}`

export const linkMail = (to: string, url: string): Mail => ({
  to,
  subject: 'Your link to sign in to Parley',
  text: `Hello,

open this page and press the button to sign in:

${url}

The link works once, and for ${linkMinutes} minutes. If you did not ask for it, you need not do anything.
`,
})

export const resetMail = (to: string, name: string, url: string): Mail => ({
  to,
  subject: 'Choose a new password for Parley',
  text: `Hello ${name},

choose a new password here:

${url}

The link works once, and for ${resetMinutes} minutes. If you did not ask for it, your password stays as it is.
`,
})
