import { expect, test } from 'vitest'
import { closest, editDistance } from './closest.ts'

test.each([
  ['inbox', 'inbox', 0],
  ['inbxo', 'inbox', 1],
  ['inbx', 'inbox', 1],
  ['imbox', 'inbox', 1],
  ['', 'abc', 3],
  ['ca', 'abc', 3],
  ['🙂a', '🙂b', 1],
])('from %s to %s', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
  expect(editDistance(b, a)).toBe(distance)
})

test('near names, the nearest first; a short word is taken at its letters', () => {
  const names = ['resolve', 'reopen', 'reply', 'open', 'me']
  const near = (word: string) => closest(word, names, (name) => [name])
  expect(near('rreslve')).toEqual(['resolve'])
  expect(near('repyl')).toEqual(['reply'])
  expect(near('reopn')).toEqual(['reopen'])
  expect(near('ma')).toEqual([])
  expect(near('weather')).toEqual([])
})
