import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { WebhookReader } from '#contracts/connector.ts'
import { exactJson, vendorId } from '#contracts/exact-json.ts'

const secretHeader = 'x-telegram-bot-api-secret-token'
const keyed = z.object({ update_id: vendorId })

export const webhook: WebhookReader = {
  route: 'channel',
  verify({ credentials }, { headers }) {
    const expected = credentials?.['webhookSecret']
    const given = headers.get(secretHeader)
    if (!expected || !given) return false
    // Hashed first, so that not even the length shows.
    return timingSafeEqual(digest(expected), digest(given))
  },
  key: (_headers, body) => updateKey(body),
}

export function updateKey(body: Uint8Array): string | undefined {
  try {
    return keyed.safeParse(exactJson(body)).data?.update_id
  } catch {
    // Not JSON: the hash of the body serves, and parsing parks it.
    return undefined
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
