import { expect, test } from 'vitest'
import { fileProblem, insertAt, lengthOf, mentionedIn, triggerAt } from './composer-text.ts'

test('a slash looks saved replies up at the start of a line only, an at sign members in notes only', () => {
  expect(triggerAt('/sh', 3, 'reply')).toEqual({ kind: 'saved-reply', start: 0, query: 'sh' })
  expect(triggerAt('Hi\n/', 4, 'reply')).toEqual({ kind: 'saved-reply', start: 3, query: '' })
  expect(triggerAt('and/or', 6, 'reply')).toBeUndefined()
  expect(triggerAt('see https://a', 13, 'reply')).toBeUndefined()
  expect(triggerAt('/sh', 3, 'note')).toBeUndefined()
  expect(triggerAt('look @Jo', 8, 'note')).toEqual({ kind: 'mention', start: 5, query: 'Jo' })
  expect(triggerAt('mail@jo', 7, 'note')).toBeUndefined()
  expect(triggerAt('@Jo', 3, 'reply')).toBeUndefined()
})

test('what was chosen stands where it was typed', () => {
  const trigger = { kind: 'mention', start: 5, query: 'Jo' } as const
  expect(insertAt('look @Jo now', trigger, 8, '@Jonas ')).toEqual({ text: 'look @Jonas  now', caret: 12 })
})

test('mentions are the names that stand in the text', () => {
  const members = [
    { id: '1', name: 'Jonas Weber' },
    { id: '2', name: 'Mia' },
  ]
  expect(mentionedIn('@Jonas Weber please', members)).toEqual(['1'])
})

test('length is counted as the platform counts', () => {
  expect(lengthOf('🌿ä', 'characters')).toBe(2)
  expect(lengthOf('🌿ä', 'utf8-bytes')).toBe(6)
})

test('a file that the platform does not take is refused before it is uploaded', () => {
  const rules = { image: { maxBytes: 1024 * 1024, mimes: ['image/png'] } }
  expect(fileProblem({ type: 'image/png', size: 5, name: 'a.png' }, rules, 'Shop')).toBeUndefined()
  expect(fileProblem({ type: 'image/png', size: 2e6, name: 'a.png' }, rules, 'Shop')).toContain('takes 1 MB')
  expect(fileProblem({ type: 'text/plain', size: 5, name: 'a' }, rules, 'Shop')).toContain('no files')
})
