import { createHmac, timingSafeEqual } from 'node:crypto'

/** A value that follows from the installation's secret, so that it survives a restart without being stored. */
export const derive = (secret: string, ...parts: string[]): Buffer =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest()

/** A number of so many digits, the first never 0. */
export function deriveNumber(secret: string, digits: number, ...parts: string[]): number {
  const low = 10 ** (digits - 1)
  return low + Number(derive(secret, ...parts).readBigUInt64BE() % BigInt(9 * low))
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
