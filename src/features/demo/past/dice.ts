/** The same throws each time: two demos look alike, and a test knows what it gets. */
export interface Dice {
  /** From `low` up to `high`. */
  between(low: number, high: number): number
  /** Whether something of this chance happens. */
  happens(chance: number): boolean
}

/** Mulberry32. */
export function makeDice(seed: number): Dice {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (low, high) => low + next() * (high - low),
    happens: (chance) => next() < chance,
  }
}
