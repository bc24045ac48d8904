import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

const mostAgeMs = 5 * 60_000

export function publicKeyOf(hex: string): KeyObject | undefined {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return undefined
  const x = Buffer.from(hex, 'hex').toString('base64url')
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
}

/** Discord signs the timestamp and the raw body; it sends wrong signatures now and then, to see us refuse. */
export function isFromDiscord(key: KeyObject, headers: Headers, body: Uint8Array, now: Date): boolean {
  const signature = headers.get('x-signature-ed25519') ?? ''
  const timestamp = headers.get('x-signature-timestamp') ?? ''
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > mostAgeMs) return false
  return verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'hex'))
}
