import { expect, test } from 'vitest'
import { cutText } from './cut-text.ts'
import { presenceWords } from './presence-line.tsx'
import { shortDuration, windowLeftMs } from './row-preview.ts'
import { snippetOf } from './snippet.ts'
import { localInputValue, snoozeTimes } from './snooze-times.ts'

test('only web addresses become links, and hostile text stays text', () => {
  expect(cutText('see https://a.example/x. javascript:alert(1) <b>')).toEqual([
    { kind: 'text', text: 'see ' },
    { kind: 'link', text: 'https://a.example/x', href: 'https://a.example/x' },
    { kind: 'text', text: '. javascript:alert(1) <b>' },
  ])
  expect(cutText('hey @Jo Lee', ['Jo', 'Jo Lee']).at(-1)).toEqual({ kind: 'name', text: '@Jo Lee' })
})

test('what was searched is marked in its surroundings', () => {
  const parts = snippetOf(`${'x'.repeat(100)} Order 10482 (late)`, 'order (late)')
  expect(parts[0]?.text.startsWith('…')).toBe(true)
  expect(parts.filter(({ isHit }) => isHit).map(({ text }) => text)).toEqual(['Order', '(late)'])
})

test('times to snooze until lie ahead and are not the same twice', () => {
  const sunday = new Date(2026, 2, 1, 20, 0)
  expect(snoozeTimes(sunday).map(({ id }) => id)).toEqual(['hour', 'tomorrow', 'week'])
  const wednesday = new Date(2026, 2, 4, 10, 0)
  expect(snoozeTimes(wednesday).map(({ id }) => id)).toEqual([
    'hour',
    'evening',
    'tomorrow',
    'monday',
    'week',
  ])
  expect(
    snoozeTimes(wednesday)
      .find(({ id }) => id === 'monday')
      ?.at.getDay(),
  ).toBe(1)
  expect(localInputValue(new Date(2026, 2, 4, 9, 5))).toBe('2026-03-04T09:05')
})

test('the countdown shows under four hours, by the longer time that people have', () => {
  const at = '2026-03-01T10:00:00.000Z'
  const after = (hours: number) => Date.parse(at) + hours * 3_600_000
  expect(windowLeftMs(at, { hours: 24 }, after(21))).toBe(3 * 3_600_000)
  expect(windowLeftMs(at, { hours: 24 }, after(2))).toBeUndefined()
  expect(windowLeftMs(at, { hours: 24 }, after(25))).toBeUndefined()
  expect(windowLeftMs(at, { hours: 24, human: { hours: 168 } }, after(21))).toBeUndefined()
  expect(shortDuration(3 * 3_600_000 + 10 * 60_000)).toBe('3h 10m')
})

test('who is there, in words', () => {
  const entry = { conversationId: 'c', until: '', name: 'Ana', memberId: '1', state: 'typing' } as const
  expect(presenceWords([entry])).toBe('Ana is replying')
  expect(
    presenceWords([
      { ...entry, state: 'viewing' },
      { ...entry, memberId: '2', name: 'Ben', state: 'viewing' },
    ]),
  ).toBe('Ana and Ben are looking at this')
  expect(presenceWords([{ ...entry, kind: 'contact', name: 'Mia' }])).toBe('Mia is typing')
})
