import { createHash, timingSafeEqual } from 'node:crypto'

export const secretHeader = 'x-telegram-bot-api-secret-token'

/** Telegram signs nothing; it repeats the secret that it was given with the address. */
export function isFromTelegram(headers: Headers, secret: string | undefined): boolean {
  const given = headers.get(secretHeader)
  if (!secret || !given) return false
  // Hashed first, so that not even the length shows.
  return timingSafeEqual(digest(secret), digest(given))
}

const digest = (text: string) => createHash('sha256').update(text).digest()
