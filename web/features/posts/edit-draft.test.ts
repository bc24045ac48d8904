import { expect, test } from 'vitest'
import {
  backToShared,
  bodyIn,
  change,
  differenceWords,
  differs,
  emptyDraft,
  hasHalfLink,
  toContent,
  toUpdate,
  withAccounts,
} from './edit-draft.ts'

const two = withAccounts(emptyDraft, ['a', 'b'])

test('an account has its own words only where they differ', () => {
  const shared = change(two, 'all', { text: 'Spring sale', link: 'https://shop.example/' })
  const own = change(shared, 'a', { text: 'Spring sale!', link: null })
  expect(bodyIn(own, 'a')).toEqual({ text: 'Spring sale!', thread: [], media: [], options: {} })
  expect(bodyIn(own, 'b').text).toBe('Spring sale')
  expect(own.targets[0]?.override).toEqual({ text: 'Spring sale!', link: null })
  expect(differenceWords(own.targets[0]?.override ?? {})).toBe('text and link')
  const again = change(own, 'a', { text: 'Spring sale', link: 'https://shop.example/' })
  expect(differs(again.targets[0]?.override)).toBe(false)
  expect(backToShared(own, 'a').targets[0]?.override).toEqual({})
})

test('options of one account do not touch the others', () => {
  const own = change(change(two, 'b', { options: { replies: 'verified' } }), 'b', { options: { quote: '1' } })
  expect(bodyIn(own, 'b').options).toEqual({ replies: 'verified', quote: '1' })
  expect(bodyIn(own, 'a').options).toEqual({})
})

test('an account that stays keeps its own words', () => {
  const own = change(two, 'b', { text: 'Only b' })
  expect(withAccounts(own, ['b', 'c']).targets).toEqual([
    { channelId: 'b', override: { text: 'Only b' } },
    { channelId: 'c', override: {} },
  ])
})

test('a save takes away what is gone; a link that is begun is not sent', () => {
  expect(toUpdate(change(two, 'all', { text: 'Hi', link: null })).body).toEqual({
    text: 'Hi',
    thread: [],
    media: [],
    options: {},
    format: null,
    link: null,
    firstComment: null,
  })
  const half = change(change(two, 'all', { link: 'htt' }), 'a', { link: 'https:/' })
  expect(hasHalfLink(half)).toBe(true)
  expect(toContent(half)).toEqual({ ...two, labels: [] })
  expect(hasHalfLink(change(two, 'all', { link: 'https://a.example/x' }))).toBe(false)
})
