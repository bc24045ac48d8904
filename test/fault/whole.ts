/** `npm run fault` runs everything; `npm test` a sample of it, from a new seed each time. */
export const whole = process.env['FAULT'] === 'whole'
export const sample = <T>(quick: T, full: T): T => (whole ? full : quick)

/** Printed, so that a failure can be run again: `FAULT_SEED=… npm run fault`. */
export const seed = Number(process.env['FAULT_SEED'] ?? Date.now() % 2 ** 31)

/** The same numbers for the same seed. */
export function makeRandom(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
