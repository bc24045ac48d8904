/** How many letters may be wrong: none in a very short word, two in a long one. */
const slack = (length: number) => (length < 3 ? 0 : length < 6 ? 1 : 2)

/**
 * What a mistyped word may have meant: the candidates within a typo or two of it, the nearest first.
 *
 * @example closest('inbxo', ['inbox', 'open'], (name) => [name]) // ['inbox']
 */
export function closest<T>(
  word: string,
  candidates: Iterable<T>,
  namesOf: (candidate: T) => readonly string[],
): T[] {
  const near = [...candidates].map((candidate) => ({
    candidate,
    distance: Math.min(...namesOf(candidate).map((name) => editDistance(word, name))),
  }))
  return near
    .filter(({ distance }) => distance <= slack(word.length))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate)
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const from = Array.from(a)
  const to = Array.from(b)
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      line[column] = Math.min(
        (last[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = line
  }
  return last[to.length] ?? 0
}
