/** Why a figure does not count yet. It does as soon as the next reading says about the same. */
export type Suspicion = 'impossible' | 'shrank' | 'jumped'

const leastShrink = 10
const leastJump = 10_000
const jumpFactor = 20
/** Two readings this near each other are one story. */
const near = 0.2

/**
 * What a new reading of a count that only grows looks like beside the one that stands. Platforms do take counts
 * back (bots removed) and some posts do explode; both are believed when said twice.
 */
export function suspicionOf(
  value: number,
  standing: number | null,
  pending: number | undefined,
): Suspicion | undefined {
  if (!Number.isFinite(value) || value < 0) return 'impossible'
  if (standing === null) return undefined
  const shrank = value < standing / 2 && standing - value > leastShrink
  const jumped = value > standing * jumpFactor && value - standing > leastJump
  if (!shrank && !jumped) return undefined
  if (pending !== undefined && Math.abs(value - pending) <= near * Math.max(value, pending)) return undefined
  return shrank ? 'shrank' : 'jumped'
}
