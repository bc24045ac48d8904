import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFrameParser } from './stream-parse.ts'
import {
  backoffMs,
  matchesType,
  statusAfterFailure,
  takeFrame,
  takeRelay,
  type LiveEvent,
} from './stream-state.ts'
import { readStream } from './stream-read.ts'

const eventAt = (pos: number): LiveEvent => ({
  pos,
  type: 'message.received',
  objectId: 'm1',
  payload: {},
  actor: null,
})
const frameOf = (pos: number) => `id: ${pos}\ndata: ${JSON.stringify(eventAt(pos))}\n\n`

test('frames come out whole however the text is cut', () => {
  const text = `: ping\n\nid: 7\r\nevent: message\r\ndata: {"a":\r\ndata: 1}\r\n\r\nevent: reset\ndata:\n\n`
  const whole = createFrameParser()(text)
  expect(whole).toEqual([
    { kind: 'comment' },
    { kind: 'message', event: 'message', id: '7', data: '{"a":\n1}' },
    { kind: 'message', event: 'reset', id: undefined, data: '' },
  ])
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
      const push = createFrameParser()
      const points = [0, ...cuts.toSorted((a, b) => a - b), text.length]
      expect(points.slice(1).flatMap((end, n) => push(text.slice(points[n], end)))).toEqual(whole)
    }),
  )
})

test('an event is taken once and moves the position forward', () => {
  const frame = { kind: 'message' as const, event: 'message', id: '7', data: JSON.stringify(eventAt(7)) }
  expect(takeFrame(6, frame)).toEqual({ pos: 7, event: eventAt(7) })
  expect(takeFrame(7, frame)).toEqual({ pos: 7 })
  expect(takeFrame(undefined, { ...frame, data: '{"type":"a","objectId":"b"}' }).event?.pos).toBe(7)
})

test('a reset and an unreadable frame both start over', () => {
  expect(takeFrame(6, { kind: 'message', event: 'reset', id: '90', data: '' })).toEqual({
    pos: 90,
    reset: true,
  })
  expect(takeFrame(6, { kind: 'message', event: 'message', id: '7', data: '{' })).toEqual({
    pos: 7,
    reset: true,
  })
})

test('a tab that missed a relayed event notices', () => {
  expect(takeRelay(6, { kind: 'event', event: eventAt(9), prev: 6 })).toEqual({ pos: 9, event: eventAt(9) })
  expect(takeRelay(6, { kind: 'event', event: eventAt(9), prev: 8 })).toEqual({
    pos: 9,
    event: eventAt(9),
    reset: true,
  })
  expect(takeRelay(9, { kind: 'event', event: eventAt(9), prev: 8 })).toEqual({ pos: 9 })
  expect(takeRelay(undefined, { kind: 'status', status: 'live', pos: 4 })).toEqual({ pos: 4 })
})

test('waiting grows to half a minute and is spread', () => {
  expect([1, 2, 3, 20].map((failures) => backoffMs(failures, 1))).toEqual([500, 1000, 2000, 30_000])
  expect(backoffMs(1, 0)).toBe(250)
  expect([statusAfterFailure(1, true), statusAfterFailure(2, true), statusAfterFailure(1, false)]).toEqual([
    'catching-up',
    'offline',
    'offline',
  ])
})

test('types are matched whole or by beginning', () => {
  expect(matchesType(['message.*'], 'message.received')).toBe(true)
  expect(matchesType(['message.received'], 'message.received.again')).toBe(false)
})

test('reading goes on from the last position after the server drops the line', async () => {
  const asked: (string | null)[] = []
  const server = createServer((request, response) => {
    const after = new URL(request.url ?? '', 'http://x').searchParams.get('after')
    asked.push(after)
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    const from = Number(after ?? 0)
    response.write(frameOf(from + 1))
    // The last frame is cut off in the middle: it must come again.
    response.end(frameOf(from + 2).slice(0, 12))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  const { port } = server.address() as AddressInfo
  const stop = new AbortController()
  const seen: number[] = []
  let pos: number | undefined
  const reading = readStream({
    url: `http://127.0.0.1:${port}/`,
    signal: stop.signal,
    position: () => pos,
    onOpen: () => undefined,
    onFrame: (frame) => {
      const taken = takeFrame(pos, frame)
      pos = taken.pos
      if (taken.event) seen.push(taken.event.pos)
    },
    onFailure: () => undefined,
    random: () => 0,
  })
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(2), { timeout: 5000 })
  stop.abort()
  await reading
  expect(seen.slice(0, 2)).toEqual([1, 2])
  expect(asked.slice(0, 2)).toEqual([null, '1'])
})

test('presence and the greeting are no gap in the log', () => {
  const entry = { conversationId: 'c1', memberId: 'm1', name: 'Ana', state: 'typing', until: '2026-01-01' }
  const frame = { kind: 'message', event: 'presence', id: undefined, data: JSON.stringify(entry) } as const
  const taken = takeFrame(6, frame)
  expect(taken).toEqual({
    pos: 6,
    event: { pos: 6, type: 'presence', objectId: 'c1', payload: entry, actor: null },
  })
  if (!taken.event) throw new Error('no event')
  // Another tab is told of it whatever it has read.
  expect(takeRelay(9, { kind: 'event', event: taken.event, prev: 6 })).toEqual({ pos: 9, event: taken.event })
  expect(
    takeFrame(undefined, { kind: 'message', event: 'hello', id: undefined, data: '{"pos":"5"}' }),
  ).toEqual({ pos: 5 })
})
