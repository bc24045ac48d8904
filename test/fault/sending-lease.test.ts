import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decideWindow } from '#features/inbox/index.ts'
import { job as deliverMessages } from '../../src/features/inbox/jobs/deliver-messages.ts'
import { job as sweepSends } from '../../src/features/inbox/jobs/sweep-sends.ts'
import { drainConversation } from '../../src/features/inbox/outbound/drain.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { held, makeVendor } from './vendor.ts'

const vendor = makeVendor('vendor')
const run = { id: '1', attempt: 1, signal: new AbortController().signal }
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

describe('two drains at once', () => {
  it('make one call', async () => {
    const shop = await talk()
    await shop.reply('Hi')
    const call = held()
    vendor.next(call.turn)
    const first = shop.drain()
    await call.begun
    expect(await shop.drain()).toEqual({ kind: 'busy' })
    call.release()
    await first
    expect(vendor.calls).toHaveLength(1)
  })

  it('make one call per message, however many start together', async () => {
    const shop = await talk()
    for (let n = 0; n < 5; n++) await shop.reply(`Reply ${n}`)
    const ends = await Promise.all(Array.from({ length: 8 }, () => shop.drain()))
    expect(ends.filter((end) => end.kind === 'empty').length).toBeGreaterThan(0)
    expect(vendor.calls.map((call) => call.text)).toEqual([0, 1, 2, 3, 4].map((n) => `Reply ${n}`))
  })

  it('a worker that wakes after its lease went to another calls nobody', async () => {
    const shop = await talk()
    await shop.reply('Hi')
    // It sleeps between taking the lease and beginning the attempt, and another takes the lease meanwhile.
    const asleep = {
      take: async () => {
        await desk.sql`update conversations set send_fence = send_fence + 1, send_lease_owner = ${newId()}
          where org_id = ${shop.ctx.orgId}`
        return { ok: true as const }
      },
    }
    const { id } = await desk.sql`select id from conversations where org_id = ${shop.ctx.orgId}`.then(
      (rows) => must(rows[0], 'conversation'),
    )
    const end = await drainConversation({ ...shop.ctx, limiter: asleep }, String(id), run.signal)
    expect(end).toEqual({ kind: 'busy' })
    expect(vendor.calls).toEqual([])
    expect(await desk.sql`select from send_attempts where org_id = ${shop.ctx.orgId}`).toHaveLength(0)
  })

  it('a job that finds the conversation busy comes back', async () => {
    const shop = await talk()
    await shop.reply('Hi')
    const call = held()
    vendor.next(call.turn)
    const first = shop.drain()
    await call.begun
    const { id } = await shop.conversation()
    await shop.takeJobs(deliverMessages.name)
    await deliverMessages.run(shop.system, { conversationId: id }, run)
    expect(await shop.takeJobs(deliverMessages.name)).toBe(1)
    call.release()
    await first
  })
})

describe('a process that dies', () => {
  /** As a kill leaves it: the lease and the attempt stand, and nobody will end them. */
  async function killed(moment: 'before the call' | 'before its row') {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    const { id: conversationId } = await shop.conversation()
    await desk.sql`update conversations set send_lease_owner = gen_random_uuid(), send_fence = send_fence + 1,
      send_lease_until = clock_timestamp() + interval '1 minute' where id = ${conversationId}`
    if (moment === 'before the call') {
      await desk.sql`insert into send_attempts (org_id, id, message_id, conversation_id, number, fence, started_at)
        values (${shop.orgId}, gen_random_uuid(), ${id}, ${conversationId}, 1, 1, ${desk.clock.now()})`
      await desk.sql`update messages set state = 'sending' where id = ${id}`
    }
    const leaseEnds = () =>
      desk.sql`update conversations set send_lease_until = clock_timestamp() - interval '1 second' where id = ${conversationId}`
    return { shop, id, leaseEnds }
  }

  it('before the attempt’s row: the message is sent', async () => {
    const { shop, id, leaseEnds } = await killed('before its row')
    expect(await shop.drain()).toEqual({ kind: 'busy' })
    await leaseEnds()
    await shop.drain()
    expect((await shop.message(id)).state).toBe('sent')
    expect(vendor.calls).toHaveLength(1)
  })

  it('after the attempt’s row: nobody knows, and nobody calls', async () => {
    const { shop, id, leaseEnds } = await killed('before the call')
    expect(await shop.drain()).toEqual({ kind: 'busy' })
    await leaseEnds()
    await shop.drain()
    expect((await shop.message(id)).state).toBe('unknown')
    expect((await shop.attempts()).map((attempt) => [attempt.outcome, attempt.settled_by])).toEqual([
      ['unknown', 'sweeper'],
    ])
    expect(vendor.calls).toEqual([])
  })

  it('an echo that came meanwhile tells that it went out', async () => {
    const { shop, id, leaseEnds } = await killed('before the call')
    await shop.echo({ id: 'mid-1', text: 'Hi' })
    await leaseEnds()
    await shop.drain()
    expect(await shop.message(id)).toMatchObject({ state: 'sent', provider_id: 'mid-1' })
  })

  it('the sweeper finds what has no job', async () => {
    const { shop, leaseEnds } = await killed('before the call')
    await shop.takeJobs(deliverMessages.name)
    desk.clock.advance(16_000)
    await sweepSends.run(desk.app, {}, run)
    expect(await shop.takeJobs(deliverMessages.name)).toBe(0)
    await leaseEnds()
    await sweepSends.run(desk.app, {}, run)
    expect(await shop.takeJobs(deliverMessages.name)).toBe(1)
  })

  it('a drain whose lease was taken makes no further call', async () => {
    const shop = await talk()
    await shop.reply('One')
    await shop.reply('Two')
    const call = held(() => ({ providerId: 'one' }))
    vendor.next(call.turn)
    const first = shop.drain()
    await call.begun
    const { id } = await shop.conversation()
    await desk.sql`update conversations set send_lease_owner = gen_random_uuid(), send_fence = send_fence + 1 where id = ${id}`
    call.release()
    expect(await first).toEqual({ kind: 'busy' })
    expect(vendor.calls).toHaveLength(1)
    const ours = (await shop.messages()).filter((message) => message.state !== null)
    expect(ours.map((message) => message.state)).toEqual(['sent', 'queued'])
  })
})

describe('the messaging window', () => {
  const hour = 3_600_000
  const meta = { hours: 24, human: { hours: 168, tag: 'HUMAN' }, reason: 'The rule.' }
  const plain = { hours: 24, reason: 'The rule.' }
  const now = new Date('2026-05-01T12:00:00Z')
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const open = (tag?: string) => ({ open: true, tag })
  const shut = { open: false }

  it.each([
    ['no window', undefined, 'machine', null, open()],
    ['no window', undefined, 'person', ago(900 * hour), open()],
    ['never wrote', meta, 'person', null, shut],
    ['never wrote', meta, 'machine', null, shut],
    ['just now', meta, 'machine', ago(0), open()],
    ['one second before a day', meta, 'machine', ago(24 * hour - 1_000), open()],
    ['a day', meta, 'machine', ago(24 * hour), shut],
    ['a day', meta, 'person', ago(24 * hour), open('HUMAN')],
    ['one second before seven days', meta, 'person', ago(168 * hour - 1_000), open('HUMAN')],
    ['seven days', meta, 'person', ago(168 * hour), shut],
    ['seven days', meta, 'machine', ago(168 * hour), shut],
    ['one second before a day', plain, 'person', ago(24 * hour - 1_000), open()],
    ['a day', plain, 'person', ago(24 * hour), shut],
    ['a day', plain, 'machine', ago(24 * hour), shut],
  ] as const)('%s: %o, %s', (_name, window, sender, lastInboundAt, expected) => {
    expect(decideWindow(window, sender, lastInboundAt, now)).toMatchObject(expected)
  })

  it('is looked at again at the last moment', async () => {
    const shop = await talk()
    const { id } = await shop.reply('Hi')
    desk.clock.advance(169 * hour)
    await shop.drain()
    expect(await shop.message(id)).toMatchObject({ state: 'failed', failure_kind: 'window_closed' })
    expect(vendor.calls).toEqual([])
    await expect(shop.reply('Again')).rejects.toMatchObject({ code: 'precondition' })
  })

  it('gives a person’s late answer the platform’s tag', async () => {
    const shop = await talk()
    desk.clock.advance(48 * hour)
    await shop.reply('Sorry for the wait')
    await shop.drain()
    expect(must(vendor.calls[0], 'call').tag).toBe('HUMAN')
  })

  it('does not call for a customer who has blocked us', async () => {
    const shop = await talk()
    const at = desk.clock.now().toISOString()
    const person = { id: 'p1' }
    await shop.apply({ kind: 'blocked', account: shop.account, at, person, blocked: true })
    const { id } = await shop.reply('Hi')
    await shop.drain()
    expect(await shop.message(id)).toMatchObject({ state: 'failed', failure_kind: 'recipient_gone' })
    expect(vendor.calls).toEqual([])
  })
})
