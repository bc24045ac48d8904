import { expect, test } from 'vitest'
import { bodyIn, change, emptyDraft, withAccounts } from './edit-draft.ts'
import { filled, withSnippet, withTags } from './insert-text.ts'

test('tags that are there are not added twice, and a cap is kept', () => {
  expect(withTags('Sale #Shop', '#shop #spring #new', undefined)).toBe('Sale #Shop\n\n#spring #new')
  expect(withTags('Sale #Shop', '#shop #spring #new', 2)).toBe('Sale #Shop\n\n#spring')
  expect(withTags('', '#shop', 5)).toBe('#shop')
})

test('a platform with a cap gets its own text; words of an account’s own get the tags, too', () => {
  const draft = change(change(withAccounts(emptyDraft, ['x', 'ig']), 'all', { text: 'Sale' }), 'ig', {
    text: 'Sale!',
  })
  const snippet = { id: '1', kind: 'hashtags' as const, name: 'n', body: '#a #b', caps: { x: 1 }, version: 1 }
  const next = withSnippet(draft, 'all', snippet, (id) => id)
  expect(next.body.text).toBe('Sale\n\n#a #b')
  expect(bodyIn(next, 'x').text).toBe('Sale\n\n#a')
  expect(bodyIn(next, 'ig').text).toBe('Sale!\n\n#a #b')
})

test('a template is filled; what was not given stays', () => {
  const body = { text: 'New: {{ product }} for {{price}}', thread: [], media: [], options: {} }
  expect(filled(body, { product: 'Lamp' }).text).toBe('New: Lamp for {{price}}')
})
