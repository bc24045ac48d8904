import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { applyRow, placeRow, type Rows } from './cache.ts'
import type { ListedConversation } from './inbox-api.ts'
import { parseInboxSearch, toFilter, type ListFilter } from './list-filter.ts'
import { holdOrder } from './use-held-order.ts'

const row = (id: string, minute: number, patch: Partial<ListedConversation> = {}): ListedConversation => ({
  id,
  number: 1,
  status: 'open',
  assigneeId: null,
  priority: 0,
  starred: false,
  needsReply: true,
  labels: [],
  snoozedUntil: null,
  lastActivityAt: new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString(),
  lastMessageSeq: '1',
  lastInboundAt: null,
  waitingSince: null,
  preview: '',
  previewAuthor: 'contact',
  contact: { id: 'p', name: 'Ana', avatarMediaId: null },
  channel: { id: 'h', name: 'Shop', connector: 'telegram' },
  version: 1,
  unread: 0,
  ...patch,
})
const open: ListFilter = toFilter({})
const listed = (rows: ListedConversation[], cursor?: string): Rows => ({
  pages: [{ data: rows, meta: cursor === undefined ? {} : { cursor } }],
  pageParams: [undefined],
})
const ids = (data: Rows | undefined) => data?.pages.flatMap((page) => page.data.map(({ id }) => id))

test('a row stands where the server would list it', () => {
  const data = listed([row('b', 20), row('a', 10)])
  expect(ids(placeRow(data, row('c', 30), open, true))).toEqual(['c', 'b', 'a'])
  expect(ids(placeRow(data, row('a', 40), open, true))).toEqual(['a', 'b'])
  expect(ids(placeRow(data, row('old', 1), open, true))).toEqual(['b', 'a', 'old'])
  expect(ids(placeRow(data, row('b', 20), open, false))).toEqual(['a'])
})

test('a row past what is loaded waits for its page', () => {
  expect(ids(placeRow(listed([row('a', 10)], 'next'), row('old', 1), open, true))).toEqual(['a'])
})

test('a live change moves a row between lists, an older version does not, and what is read is kept', () => {
  const queries = new QueryClient()
  const mine = toFilter({ tab: 'mine' })
  const of = (filter: ListFilter) => ids(queries.getQueryData<Rows>(['inbox', 'list', filter]))
  queries.setQueryData(['inbox', 'list', open], listed([row('a', 10, { unread: 3, version: 5 })]))
  queries.setQueryData(['inbox', 'list', mine], listed([]))
  applyRow(queries, row('a', 10, { assigneeId: 'me', version: 4 }), { memberId: 'me' })
  expect(of(mine)).toEqual([])
  applyRow(queries, row('a', 10, { assigneeId: 'me', version: 6 }), { memberId: 'me', unread: (n) => n + 1 })
  expect(of(mine)).toEqual(['a'])
  const data = queries.getQueryData<Rows>(['inbox', 'list', open])
  expect(data?.pages[0]?.data[0]?.unread).toBe(4)
  applyRow(queries, row('a', 10, { status: 'resolved', version: 7 }), { memberId: 'me' })
  expect([of(open), of(mine)]).toEqual([[], []])
})

test('the open conversation stays in a list of what is unread while it is read', () => {
  const queries = new QueryClient()
  const unread = toFilter({ filter: 'unread' })
  const of = () => ids(queries.getQueryData<Rows>(['inbox', 'list', unread]))
  queries.setQueryData(['inbox', 'list', unread], listed([row('a', 10, { unread: 1 })]))
  applyRow(queries, row('a', 10), { memberId: 'me', openId: 'a', unread: () => 0 })
  expect(of()).toEqual(['a'])
  applyRow(queries, row('a', 10), { memberId: 'me', openId: 'b' })
  expect(of()).toEqual([])
})

test('the address bar is read with care', () => {
  expect(parseInboxSearch({ tab: 'mine', status: 'nonsense', q: 5, label: 'vip' })).toEqual({
    tab: 'mine',
    label: 'vip',
  })
})

test('nothing moves under the pointer: what is new is counted, further pages follow', () => {
  const rows = ['new', 'b', 'a', 'next'].map((id) => ({ id }))
  expect(holdOrder(rows, ['a', 'gone', 'b'])).toEqual({
    shown: [{ id: 'a' }, { id: 'b' }, { id: 'next' }],
    fresh: 1,
  })
})
