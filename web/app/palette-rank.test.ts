import { expect, test } from 'vitest'
import { parseRecent, rankByRecency, withRecent } from './palette-rank.ts'

const action = (id: string, label = id) => ({ id, label, run: () => undefined })

test('what was used last comes first, the rest keeps its order', () => {
  const ranked = rankByRecency([action('a'), action('b'), action('c'), action('d')], ['c', 'gone', 'b'])
  expect(ranked.map((one) => one.id)).toEqual(['c', 'b', 'a', 'd'])
})

test('the screen on top replaces an action of the same id', () => {
  const ranked = rankByRecency([action('a', 'old'), action('a', 'new')], [])
  expect(ranked.map((one) => one.label)).toEqual(['new'])
})

test('recency survives storage, without doubles and without end', () => {
  const recent = Array.from({ length: 50 }, (_, n) => `id${n}`).reduce(withRecent, parseRecent('x\ny'))
  expect(recent).toHaveLength(30)
  expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a'])
  expect(parseRecent(['a', 'b'].join('\n'))).toEqual(['a', 'b'])
})
