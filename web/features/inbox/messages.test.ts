import { expect, test } from 'vitest'
import type { MessagePage, MessageView } from './inbox-api.ts'
import { eventWords, firstUnread, inOrder, mergeMessage, threadItems } from './messages.ts'

const message = (patch: Partial<MessageView> & { id: string }): MessageView => ({
  conversationId: 'c',
  seq: '1',
  kind: 'message',
  author: { kind: 'contact', id: 'p', name: 'Ana' },
  text: '',
  attachments: [],
  story: null,
  postback: null,
  referral: null,
  event: null,
  quote: null,
  reactions: {},
  mentions: [],
  editedAt: null,
  unsentAt: null,
  state: null,
  failure: null,
  retryAt: null,
  clientId: null,
  at: '2026-03-01T10:00:00.000Z',
  version: 1,
  ...patch,
})
const page = (...data: MessageView[]): MessagePage => ({ data, meta: {} })

test("the server's row takes the place of the optimistic one, and an older version changes nothing", () => {
  const optimistic = message({ id: 'client', clientId: 'client', version: 0 })
  const stored = message({ id: 'm1', clientId: 'client', state: 'queued' })
  const [after] = mergeMessage([page(optimistic)], stored)
  expect(after?.data).toEqual([stored])
  const sent = { ...stored, state: 'sent' as const, version: 2 }
  expect(mergeMessage([page(sent)], stored)[0]?.data).toEqual([sent])
  expect(mergeMessage([page(sent), page()], message({ id: 'm2' }))[0]?.data.map(({ id }) => id)).toEqual([
    'm2',
    'm1',
  ])
})

test('the thread reads by time, then sequence', () => {
  const late = message({ id: 'late', seq: '2' })
  const early = message({ id: 'early', seq: '9', at: '2026-03-01T09:00:00.000Z' })
  const tie = message({ id: 'tie', seq: '1' })
  expect(inOrder([page(late, tie), page(early)]).map(({ id }) => id)).toEqual(['early', 'tie', 'late'])
})

test('days, groups of one author, and the line above what is new', () => {
  const at = (minute: number) => new Date(2026, 2, 1, 10, minute).toISOString()
  const us = { kind: 'member', id: 'm', name: 'Ben' } as const
  const items = threadItems(
    [
      message({ id: 'a', at: at(0) }),
      message({ id: 'b', at: at(1) }),
      message({ id: 'c', at: at(2), author: us }),
      message({ id: 'd', at: at(20), author: us }),
      message({ id: 'e', at: new Date(2026, 2, 2).toISOString(), author: us }),
    ],
    'b',
  )
  expect(
    items.map((item) =>
      item.kind === 'message' ? `${item.key}${item.first ? '<' : ''}${item.last ? '>' : ''}` : item.kind,
    ),
  ).toEqual(['day', 'a<', 'unread', 'b<>', 'c<>', 'd<>', 'day', 'e<>'])
})

test('what is unread begins at the first of the newest customer messages', () => {
  const thread = [
    message({ id: 'a' }),
    message({ id: 'b', author: { kind: 'member', id: 'm', name: 'Ben' } }),
    message({ id: 'c' }),
    message({ id: 'd' }),
  ]
  expect(firstUnread(thread, 2)).toBe('c')
  expect(firstUnread(thread, 50)).toBe('a')
  expect(firstUnread(thread, 0)).toBeUndefined()
})

test('event lines say who did what', () => {
  const line = (event: MessageView['event']) =>
    eventWords(message({ id: 'x', kind: 'event', author: { kind: 'member', id: 'm', name: 'Ben' }, event }))
  expect(line({ what: 'assigned', to: 'Ben' })).toBe('Ben took this')
  expect(line({ what: 'assigned', to: 'Mia', reason: 'by answering' })).toBe(
    'Ben assigned this to Mia (by answering)',
  )
  expect(line({ what: 'assigned' })).toBe('Ben unassigned this')
  expect(line({ what: 'status', to: 'snoozed', reason: '2026-03-02T09:00:00.000Z' })).toContain(
    'snoozed this until',
  )
  expect(line({ what: 'priority', to: 'none' })).toBe('Ben removed the priority')
})
