import type { App } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import type { Chat } from './find-chat.ts'

interface Asked {
  origin: string | undefined
  host: string | undefined
  /** `Sec-Fetch-Site`, which pages cannot set. Our own pages send no Origin when they only read. */
  site: string | undefined
}

/** The origin to answer to, or a refusal. Nothing listed: only our own pages. */
export function requireOrigin(app: App, chat: Chat, asked: Asked): string | undefined {
  const { origin } = asked
  if (origin === undefined && asked.site === 'same-origin') return undefined
  if (origin !== undefined && isAllowed(app, chat, origin, asked.host)) return origin
  throw new AppError(
    'forbidden',
    'This chat does not open on this website. Its owner can add the website in the settings of the chat.',
  )
}

function isAllowed(app: App, chat: Chat, origin: string, host: string | undefined): boolean {
  if (chat.settings.origins.includes(origin)) return true
  if (origin === new URL(app.config.publicUrl).origin) return true
  if (!app.config.isPublic && host !== undefined && origin === `http://${host}`) return true
  // The demo shop and the sandbox listen on ports of their own, which change.
  return chat.channel.sandbox && isLoopback(origin)
}

function isLoopback(origin: string): boolean {
  const address = URL.parse(origin)
  return address?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname)
}
