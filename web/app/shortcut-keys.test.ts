import { expect, test } from 'vitest'
import { chordOf, isSingle, matchChord } from './shortcut-keys.ts'
import { keysInUse, parseRemapped, shortcutTable } from './shortcut-table.ts'

const press = (key: string, more: Partial<Parameters<typeof chordOf>[0]> = {}) =>
  chordOf({ key, code: '', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more })

test('a press is named by what it means, not by how the keyboard makes it', () => {
  expect(press('j')).toBe('j')
  expect(press('E', { shiftKey: true })).toBe('Shift+e')
  expect(press('?', { shiftKey: true })).toBe('?')
  expect(press('Enter', { metaKey: true })).toBe('Mod+Enter')
  expect(press('Enter', { ctrlKey: true, shiftKey: true })).toBe('Mod+Shift+Enter')
  expect(press('о', { code: 'KeyJ' })).toBe('j')
  expect(press('Shift', { shiftKey: true })).toBeUndefined()
})

test('sequences wait for their second key and let an unrelated one through', () => {
  const keys = keysInUse({})
  expect(matchChord(keys, '', 'g')).toEqual({ kind: 'prefix', prefix: 'g' })
  expect(matchChord(keys, 'g', 'i')).toEqual({ kind: 'hit', id: 'goInbox' })
  expect(matchChord(keys, '', 'i')).toEqual({ kind: 'hit', id: 'assignMe' })
  expect(matchChord(keys, 'g', 'e')).toEqual({ kind: 'hit', id: 'resolveNext' })
  expect(matchChord(keys, '', 'q')).toEqual({ kind: 'none' })
})

test('no two acts of one screen share a key, and no sequence starts with another act', () => {
  // Only what the screen can do listens: deciding and the inbox are never side by side.
  const inbox = ['Conversation', 'Reply']
  for (const left of [['Approval'], inbox]) {
    const here = Object.values(shortcutTable).filter((shortcut) => !left.includes(shortcut.group))
    const all = here.flatMap((shortcut) => shortcut.keys)
    expect(all.filter((keys, at) => all.indexOf(keys) !== at)).toEqual([])
    expect(all.filter((keys) => keys.includes(' ') && all.includes(keys.split(' ')[0] ?? ''))).toEqual([])
  }
})

test('a key given to another act leaves the one that had it', () => {
  const keys = keysInUse(parseRemapped('{"snooze":"e","unknown":"q","note":3}'))
  expect(keys.get('snooze')).toEqual(['e'])
  expect(keys.get('resolveNext')).toEqual([])
  expect(keys.get('note')).toEqual(['n'])
  expect(keysInUse(parseRemapped('not json')).get('snooze')).toEqual(['s'])
})

test('only keys without a modifier can be switched off', () => {
  expect(['j', 'Shift+e', 'g i', '?'].map(isSingle)).toEqual([true, true, true, true])
  expect(['Mod+k', 'Mod+Shift+Enter', 'Alt+j'].map(isSingle)).toEqual([false, false, false])
})
