import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { failureKinds } from '#contracts/connector.ts'
import type { FailureKind } from '#contracts/connector.ts'
import { job as resumeSends } from '../../src/features/inbox/jobs/resume-sends.ts'
import { pauseChannel, resumeChannel } from '#features/channels/index.ts'
import { retryMessage, sendReply, settleUnknown } from '#features/inbox/index.ts'
import { storeMedia } from '#features/media/index.ts'
import { must } from '#kernel/assert.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { fails, makeVendor } from './vendor.ts'

const vendor = makeVendor('vendor')
let desk: Desk

beforeAll(async () => {
  desk = await makeDesk(vendor)
})
afterEach(() => vendor.reset())
afterAll(() => desk.close())

async function talk(): Promise<Shop> {
  const shop = await openShop(desk)
  await shop.says()
  return shop
}

const states = async (shop: Shop) =>
  (await shop.messages()).map((message) => message.state).filter((state) => state !== null)

type Row = { state: string; outcome: string; retries: boolean; channel: string }
const failed: Row = { state: 'failed', outcome: 'rejected', retries: false, channel: 'active' }
const waits: Row = { state: 'queued', outcome: 'not_sent', retries: true, channel: 'active' }
const unknown: Row = { state: 'unknown', outcome: 'unknown', retries: false, channel: 'active' }

const table: Record<FailureKind, Row> = {
  auth_expired: { state: 'failed', outcome: 'not_sent', retries: false, channel: 'reconnect' },
  permission: failed,
  rate_limited: waits,
  quota_used: waits,
  window_closed: failed,
  recipient_gone: failed,
  rejected: failed,
  duplicate: { state: 'sent', outcome: 'done', retries: false, channel: 'active' },
  not_found: failed,
  bad_response: unknown,
  unavailable: waits,
  outcome_unknown: unknown,
}

describe('what the platform answers', () => {
  it.each(failureKinds)('%s', async (kind) => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(fails(kind))
    await shop.drain()
    const message = await shop.message(id)
    const [attempt] = await shop.attempts()
    expect({
      state: message.state,
      outcome: attempt?.outcome,
      retries: message.retry_at !== null,
      channel: (await shop.channel()).state,
    }).toEqual(table[kind])
    expect(message.failure_kind).toBe(kind === 'duplicate' ? null : kind)

    desk.clock.advance(10 * 60_000)
    await shop.drain()
    expect(vendor.calls).toHaveLength(table[kind].retries ? 2 : 1)
    expect((await shop.message(id)).state).toBe(table[kind].retries ? 'sent' : table[kind].state)
  })

  it('treats what is no known failure as unknown', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(() => Promise.reject(new TypeError('a fault of the connector')))
    await shop.drain()
    expect((await shop.message(id)).state).toBe('unknown')
  })

  it('waits as long as the platform says, and no longer', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const retryAt = new Date(desk.clock.now().getTime() + 90_000)
    vendor.next(fails('rate_limited', retryAt))
    expect(await shop.drain()).toEqual({ kind: 'later', at: retryAt })
    desk.clock.advance(89_000)
    expect(await shop.drain()).toEqual({ kind: 'later', at: retryAt })
    expect(vendor.calls).toHaveLength(1)
    desk.clock.advance(1_000)
    await shop.drain()
    expect(vendor.calls).toHaveLength(2)
    expect((await shop.message(id)).state).toBe('sent')
  })

  it('gives up after six tries, and a person may start anew', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(...Array.from({ length: 6 }, () => fails('unavailable')))
    for (let n = 0; n < 8; n++) {
      await shop.drain()
      desk.clock.advance(5 * 60_000)
    }
    expect(vendor.calls).toHaveLength(6)
    expect(await shop.message(id)).toMatchObject({ state: 'failed', retry_at: null })

    await retryMessage(shop.ctx, { messageId: id })
    await shop.drain()
    expect(vendor.calls).toHaveLength(7)
    expect((await shop.message(id)).state).toBe('sent')
    expect((await shop.attempts()).map((attempt) => attempt.number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    await expect(retryMessage(shop.ctx, { messageId: id })).rejects.toThrow('Only a message that failed')
  })

  it('keeps the order: what follows waits for what failed for the moment', async () => {
    const shop = await talk()
    await shop.reply('One')
    await shop.reply('Two')
    vendor.next(fails('unavailable'))
    await shop.drain()
    expect(vendor.calls.map((call) => call.text)).toEqual(['One'])
    desk.clock.advance(60_000)
    await shop.drain()
    expect(vendor.calls.map((call) => call.text)).toEqual(['One', 'One', 'Two'])
  })

  it('stops calling a platform that has ended our access', async () => {
    const shop = await talk()
    await shop.reply('One')
    await shop.reply('Two')
    vendor.next(fails('auth_expired'))
    await shop.drain()
    expect(vendor.calls).toHaveLength(1)
    expect(await states(shop)).toEqual(['failed', 'failed'])
  })
})

describe('a fate that nobody knows', () => {
  async function lost() {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(fails('outcome_unknown'))
    await shop.drain()
    return { shop, id }
  }

  it('is never sent again by itself', async () => {
    const { shop, id } = await lost()
    for (let n = 0; n < 5; n++) {
      desk.clock.advance(3_600_000)
      await shop.drain()
    }
    expect(vendor.calls).toHaveLength(1)
    await expect(retryMessage(shop.ctx, { messageId: id })).rejects.toThrow('Only a message that failed')
  })

  it.each([
    { verdict: 'it_arrived', state: 'sent', calls: 1 },
    { verdict: 'leave', state: 'failed', calls: 1 },
    { verdict: 'send_again', state: 'sent', calls: 2 },
  ] as const)('$verdict', async ({ verdict, state, calls }) => {
    const { shop, id } = await lost()
    await settleUnknown(shop.ctx, { messageId: id, verdict })
    await shop.drain()
    expect((await shop.message(id)).state).toBe(state)
    expect(vendor.calls).toHaveLength(calls)
    await expect(settleUnknown(shop.ctx, { messageId: id, verdict })).rejects.toThrow('known already')
  })

  it('may be told by those who may answer only', async () => {
    const { shop, id } = await lost()
    const viewer = await shop.as('viewer')
    await expect(settleUnknown(viewer, { messageId: id, verdict: 'send_again' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const other = await openShop(desk)
    await expect(settleUnknown(other.ctx, { messageId: id, verdict: 'send_again' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a paused channel', () => {
  it('holds what is written and sends it when it goes on', async () => {
    const shop = await talk()
    await pauseChannel(shop.ctx, { channelId: shop.channelId })
    const { id } = await shop.reply('Hi')
    expect(await shop.drain()).toMatchObject({ kind: 'later' })
    expect(vendor.calls).toEqual([])
    expect((await shop.message(id)).state).toBe('queued')

    await shop.takeJobs('inbox/deliver-messages')
    await resumeChannel(shop.ctx, { channelId: shop.channelId })
    const resumed = must(
      (await shop.events()).findLast((one) => one.type === 'channel.changed'),
      'event',
    )
    await resumeSends.run(shop.system, resumed, { id: '1', attempt: 1, signal: AbortSignal.abort() })
    expect(await shop.takeJobs('inbox/deliver-messages')).toBe(1)
    await shop.drain()
    expect((await shop.message(id)).state).toBe('sent')
  })

  it('holds the second message when it was paused during the first', async () => {
    const shop = await talk()
    await shop.reply('One')
    await shop.reply('Two')
    vendor.next(async () => {
      await pauseChannel(shop.ctx, { channelId: shop.channelId })
      return { providerId: 'one' }
    })
    await shop.drain()
    expect(await states(shop)).toEqual(['sent', 'queued'])
  })
})

describe('what is refused before it is written', () => {
  it('a text that is too long, and one that is just right', async () => {
    const shop = await talk()
    await expect(shop.reply('x'.repeat(101))).rejects.toThrow('This is 101 characters long')
    await expect(shop.reply('😀'.repeat(100))).resolves.toMatchObject({ state: 'queued' })
    expect(await states(shop)).toEqual(['queued'])
  })

  it('files that the platform does not take', async () => {
    const shop = await talk()
    const give = async (bytes: Uint8Array, mime: string) => (await storeMedia(shop.ctx, { bytes, mime })).id
    const text = await give(new Uint8Array(600).fill(65), 'text/plain')
    const mp3 = await give(
      new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0]),
      'audio/mpeg',
    )
    const gif = await give(
      Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
      'image/gif',
    )
    await expect(shop.reply('', { mediaIds: [text] })).rejects.toThrow('too large')
    await expect(shop.reply('', { mediaIds: [mp3] })).rejects.toThrow('takes no audio')
    await expect(shop.reply('', { mediaIds: [gif] })).rejects.toThrow('does not take image/gif')
    expect(await shop.messages()).toHaveLength(1)
  })

  it('text and file go as two messages where the platform wants that', async () => {
    const shop = await talk()
    const note = await storeMedia(shop.ctx, {
      bytes: Buffer.from('a note'),
      mime: 'text/plain',
      name: 'a.txt',
    })
    await shop.reply('See this', { mediaIds: [note.id] })
    await shop.drain()
    expect(vendor.calls.map((call) => [call.text, call.attachment?.name])).toEqual([
      ['See this', undefined],
      [undefined, 'a.txt'],
    ])
  })

  it('an answer to a thread that has moved on', async () => {
    const shop = await talk()
    const seenSeq = (await shop.conversation()).last_message_seq
    await shop.says({ text: 'Wait!' })
    await expect(shop.reply('Hi', { seenSeq })).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: 'thread_moved' },
    })
    const now = (await shop.conversation()).last_message_seq
    await shop.reply('One', { seenSeq: now })
    await expect(shop.reply('Two', { seenSeq: now })).resolves.toMatchObject({ state: 'queued' })
    const colleague = await shop.as('agent')
    const { id } = await shop.conversation()
    await expect(
      sendReply(colleague, { conversationId: id, text: 'Three', seenSeq: now }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  it('the same reply twice is one', async () => {
    const shop = await talk()
    const clientId = crypto.randomUUID()
    const all = await Promise.all(Array.from({ length: 8 }, () => shop.reply('Hi', { clientId })))
    expect(new Set(all.map((one) => one.id)).size).toBe(1)
    await shop.drain()
    expect(vendor.calls).toHaveLength(1)
  })

  it('an answer stands after its question although the platform’s clock is ahead', async () => {
    const shop = await openShop(desk)
    await shop.says({ at: new Date(desk.clock.now().getTime() + 5_000) })
    await shop.reply('Hi')
    expect(await shop.conversation()).toMatchObject({
      needs_reply: false,
      waiting_since: null,
      preview: 'Hi',
    })
  })
})
