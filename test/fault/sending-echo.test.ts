import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { must } from '#kernel/assert.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { fails, held, makeVendor } from './vendor.ts'

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

const unanswered = fails('outcome_unknown')
const ours = async (shop: Shop) => (await shop.messages()).filter((message) => message.state !== null)
const settledBy = async (shop: Shop) => (await shop.attempts()).map((attempt) => attempt.settled_by)

describe('an echo of ours', () => {
  it.each(['metadata', 'text'])('settles a call without an answer, by its %s', async (by) => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(unanswered)
    await shop.drain()
    await shop.echo({
      id: 'mid-1',
      text: by === 'text' ? ' Hi ' : 'other',
      ...(by === 'metadata' ? { metadata: id } : {}),
    })
    expect(await shop.message(id)).toMatchObject({ state: 'sent', provider_id: 'mid-1', failure: null })
    expect(await settledBy(shop)).toEqual(['echo'])
    await shop.drain()
    expect(vendor.calls).toHaveLength(1)
    expect(await ours(shop)).toHaveLength(1)
  })

  it('that came while the call was under way settles it when the answer is lost', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const call = held(unanswered)
    vendor.next(call.turn)
    const drain = shop.drain()
    await call.begun
    await shop.echo({ id: 'mid-1', text: 'Hi' })
    expect((await shop.message(id)).state).toBe('sending')
    call.release()
    await drain
    expect(await shop.message(id)).toMatchObject({ state: 'sent', provider_id: 'mid-1' })
    expect(await ours(shop)).toHaveLength(1)
  })

  it.each([true, false])('before the answer changes nothing (metadata: %s)', async (metadata) => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const call = held(() => ({ providerId: 'mid-1' }))
    vendor.next(call.turn)
    const drain = shop.drain()
    await call.begun
    await shop.echo({ id: 'mid-1', text: 'Hi', ...(metadata ? { metadata: id } : {}) })
    await shop.receipt('delivered', { ids: ['mid-1'] })
    call.release()
    await drain
    await shop.echo({ id: 'mid-1', text: 'Hi' })
    expect(await shop.message(id)).toMatchObject({ state: 'delivered', provider_id: 'mid-1' })
    expect(await ours(shop)).toHaveLength(1)
    expect(await desk.sql`select from waiting_changes where org_id = ${shop.orgId}`).toHaveLength(0)
  })

  it('of an older message never stands for a call that was refused', async () => {
    const shop = await talk()
    await shop.reply('Hi')
    const { id } = await shop.reply('Hi')
    const refused = held(fails('rejected'))
    vendor.next(unanswered, refused.turn)
    const drain = shop.drain()
    await refused.begun
    await shop.echo({ id: 'mid-1', text: 'Hi' })
    await shop.echo({ id: 'mid-unrelated', text: 'Hi' })
    refused.release()
    await drain
    expect((await ours(shop)).map((message) => message.state)).toEqual(['sent', 'failed'])
    expect((await shop.message(id)).provider_id).toBeNull()
  })

  it('from long before the call is not its proof', async () => {
    const shop = await talk()
    await shop.echo({ id: 'old', text: 'Hi' })
    desk.clock.advance(3_600_000)
    const { id } = await shop.reply('Hi')
    vendor.next(unanswered)
    await shop.drain()
    expect((await shop.message(id)).state).toBe('unknown')
  })

  it('settles two that look alike in their order', async () => {
    const shop = await talk()
    await shop.reply('Hi')
    await shop.reply('Hi')
    vendor.next(unanswered, unanswered)
    await shop.drain()
    await Promise.all([shop.echo({ id: 'a', text: 'Hi' }), shop.echo({ id: 'b', text: 'Hi' })])
    const sent = await ours(shop)
    expect(sent.map((message) => message.state)).toEqual(['sent', 'sent'])
    expect(new Set(sent.map((message) => message.provider_id))).toEqual(new Set(['a', 'b']))
  })
})

describe('a reply typed in the platform’s own app', () => {
  it('is a message of its own, also with the words of one of ours', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const call = held(unanswered)
    vendor.next(call.turn)
    const drain = shop.drain()
    await call.begun
    await shop.echo({ id: 'native-1', text: 'Hi', ours: false })
    call.release()
    await drain
    expect((await shop.message(id)).state).toBe('unknown')
    expect((await ours(shop)).map((message) => message.author_kind)).toEqual(['member', 'native'])
  })
})

describe('delivery state', () => {
  const steps = ['answer', 'delivered', 'read', 'echo'] as const
  const orders = permutations([...steps])

  it.each(orders)('only moves forward: %s, %s, %s, %s', async (...order) => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const call = held(() => ({ providerId: 'mid-1' }))
    vendor.next(call.turn)
    const drain = shop.drain()
    await call.begun
    const ranks = ['queued', 'sending', 'sent', 'delivered', 'read']
    let rank = 0
    for (const step of order) {
      if (step === 'answer') {
        call.release()
        await drain
      } else if (step === 'echo') await shop.echo({ id: 'mid-1', text: 'Hi', metadata: id })
      else await shop.receipt(step, { ids: ['mid-1'] })
      const now = ranks.indexOf(must((await shop.message(id)).state, 'state'))
      expect(now).toBeGreaterThanOrEqual(rank)
      rank = now
    }
    expect((await shop.message(id)).state).toBe('read')
    expect(vendor.calls).toHaveLength(1)
  })

  it('is not “read” by a customer who read before it was sent', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    vendor.next(fails('unavailable'))
    await shop.drain()
    desk.clock.advance(60_000)
    await shop.receipt('read', { watermark: desk.clock.now() })
    desk.clock.advance(60_000)
    await shop.drain()
    expect((await shop.message(id)).state).toBe('sent')
    await shop.receipt('read', { watermark: new Date(desk.clock.now().getTime() - 30_000) })
    expect((await shop.message(id)).state).toBe('sent')
    await shop.receipt('read', { watermark: desk.clock.now() })
    expect((await shop.message(id)).state).toBe('read')
  })
})

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
