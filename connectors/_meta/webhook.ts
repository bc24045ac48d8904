import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookReader } from '#contracts/connector.ts'

/** Signed over the raw bytes with the app's secret; `secretKeys` are the env keys that may hold it. */
export const metaWebhook = (secretKeys: string[]): WebhookReader => ({
  route: 'app',
  challenge({ env }, query) {
    const expected = env['META_VERIFY_TOKEN']
    const given = query.get('hub.verify_token')
    if (query.get('hub.mode') !== 'subscribe' || !expected || given === null) return undefined
    return sameBytes(mac(expected, 'verify'), mac(given, 'verify'))
      ? (query.get('hub.challenge') ?? undefined)
      : undefined
  },
  verify({ env }, { headers, body }) {
    const given = /^sha256=([0-9a-f]{64})$/i.exec(headers.get('x-hub-signature-256') ?? '')?.[1]
    if (given === undefined) return false
    const signature = Buffer.from(given, 'hex')
    const secrets = secretKeys
      .map((key) => env[key])
      .filter((secret) => secret !== undefined && secret !== '')
    return secrets.some((secret) => sameBytes(mac(secret ?? '', body), signature))
  },
})

const mac = (key: string, data: Uint8Array | string) => createHmac('sha256', key).update(data).digest()

const sameBytes = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)
