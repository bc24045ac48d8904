import { createHmac, timingSafeEqual } from 'node:crypto'

/** A value that follows from the installation's secret, so that it survives a restart without being stored. */
export const derive = (secret: string, ...parts: string[]): Buffer =>
  createHmac('sha256', secret).update(JSON.stringify(parts)).digest()

/** A number of so many digits, the first never 0. As text, for it may exceed 2^53. */
export function deriveDigits(secret: string, digits: number, ...parts: string[]): string {
  const low = 10n ** BigInt(digits - 1)
  const spread = low * 9n
  return String(low + (BigInt(`0x${derive(secret, ...parts).toString('hex')}`) % spread))
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
