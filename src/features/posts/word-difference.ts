import { preview } from '#kernel/text.ts'
import type { WordDiff } from './review.schema.ts'

/** Beyond this many words the difference is told as a whole: the comparison takes their product. */
const mostWords = 2_000

/** Word by word: what stayed, came and went, in the order of the text. Joined, the parts are the two texts again. */
export function wordDifference(old: string, now: string): WordDiff[] {
  const before = words(old)
  const after = words(now)
  let start = 0
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++
  let end = 0
  const room = Math.min(before.length, after.length) - start
  while (end < room && before.at(-1 - end) === after.at(-1 - end)) end++
  const middle = lcs(before.slice(start, before.length - end), after.slice(start, after.length - end))
  return joined([
    ...before.slice(0, start).map((text) => ({ kind: 'same' as const, text })),
    ...middle,
    ...before.slice(before.length - end).map((text) => ({ kind: 'same' as const, text })),
  ])
}

/** Words with the blanks behind them as parts of their own, so that nothing is lost. */
const words = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? []

function lcs(before: readonly string[], after: readonly string[]): WordDiff[] {
  if (before.length * after.length > mostWords * mostWords) {
    return [
      { kind: 'removed', text: before.join('') },
      { kind: 'added', text: after.join('') },
    ]
  }
  const width = after.length + 1
  const longest = new Uint16Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        before[i] === after[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0)
    }
  }
  return walk(before, after, (i, j) => longest[i * width + j] ?? 0)
}

function walk(
  before: readonly string[],
  after: readonly string[],
  longest: (i: number, j: number) => number,
): WordDiff[] {
  const parts: WordDiff[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const old = before[i]
    const now = after[j]
    if (old !== undefined && old === now) {
      parts.push({ kind: 'same', text: old })
      i++
      j++
    } else if (old !== undefined && (now === undefined || longest(i + 1, j) >= longest(i, j + 1))) {
      parts.push({ kind: 'removed', text: old })
      i++
    } else if (now !== undefined) {
      parts.push({ kind: 'added', text: now })
      j++
    }
  }
  return parts
}

function joined(parts: readonly WordDiff[]): WordDiff[] {
  const runs: WordDiff[] = []
  for (const part of parts) {
    const last = runs.at(-1)
    if (last?.kind === part.kind) last.text += part.text
    else if (part.text !== '') runs.push({ ...part })
  }
  return runs
}

const shown = 60
const mostTold = 3

/** In one sentence: what came for what went. */
export function wordsOf(parts: readonly WordDiff[]): string {
  const told: string[] = []
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1]
    if (part.kind === 'removed' && next?.kind === 'added') {
      told.push(`${quote(part.text)} became ${quote(next.text)}`)
    } else if (part.kind === 'removed') told.push(`${quote(part.text)} is gone`)
    else if (part.kind === 'added' && parts[index - 1]?.kind !== 'removed')
      told.push(`${quote(part.text)} is new`)
  }
  const more = told.length > mostTold ? `, and ${told.length - mostTold} more changes` : ''
  return `${told.slice(0, mostTold).join('; ')}${more}.`
}

const quote = (text: string) =>
  `“${preview(text.trim() === '' ? text.replaceAll('\n', '⏎') : text.trim(), shown)}”`
