import { derive } from '../_sandbox/keyed.ts'
import type { XAccount } from './sandbox-world.ts'

/** X's ids tell when: milliseconds since this moment, then 22 bits. Source: X docs (X IDs). */
const firstMs = 1_288_834_974_657n
const tagBits = 12n
const countBits = 10n

/** The tag proves after a restart, too, that this sandbox made it for the account. */
const tagOf = (account: string, ms: bigint, count: bigint) =>
  BigInt(derive('post', account, String(ms), String(count)).readUInt16BE()) & ((1n << tagBits) - 1n)

export function newPostId(account: XAccount, now: Date): string {
  const ms = BigInt(now.getTime()) - firstMs
  const count = BigInt(account.posts.length + account.gone.size) & ((1n << countBits) - 1n)
  return String((ms << (tagBits + countBits)) | (tagOf(account.id, ms, count) << countBits) | count)
}

/** When the account posted it; undefined for an id that is not of this sandbox and account. */
export function postedAt(account: XAccount, id: string): Date | undefined {
  if (!/^\d{1,19}$/.test(id)) return undefined
  const ms = BigInt(id) >> (tagBits + countBits)
  const tag = (BigInt(id) >> countBits) & ((1n << tagBits) - 1n)
  const count = BigInt(id) & ((1n << countBits) - 1n)
  return tag === tagOf(account.id, ms, count) ? new Date(Number(ms + firstMs)) : undefined
}
