import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectChannel, listChannels, replayUnroutedDeliveries } from '#features/channels/index.ts'
import { job as applyInbound } from '../../src/features/inbox/jobs/apply-inbound.ts'
import { must } from '#kernel/assert.ts'
import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { makeServer } from '../../src/http/server.ts'
import type { Server } from '../../src/http/server.ts'
import { makeTeam } from '#test/kit/team.ts'
import { makeDesk } from './desk.ts'
import type { Desk } from './desk.ts'
import { makeVendor } from './vendor.ts'

let desk: Desk
let server: Server

beforeAll(async () => {
  desk = await makeDesk(makeVendor('vendor'), { SANDBOX: '1' })
  server = makeServer(desk.app, desk.found)
})
afterAll(() => desk.close())

const run = { id: '1', attempt: 1, signal: new AbortController().signal }

/** What the worker does with what was stored. */
async function applyStored(): Promise<void> {
  await desk.app.dispatcher.drain()
  const rows = await desk.sql<Array<{ id: string }>>`select id from inbound_events where state = 'new'`
  await applyInbound.run(desk.app, { ids: rows.map((row) => row.id), again: false }, run)
}

/** What waits in the queue for this job, run as the worker would. */
async function runQueued(): Promise<void> {
  await desk.app.dispatcher.drain()
  const payloads = await desk.sql.begin(async (tx) => {
    await tx`set local role parley_worker`
    return tx<Array<{ data: unknown }>>`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = ${applyInbound.name} returning j.payload->'data' as data`
  })
  for (const { data } of payloads) await applyInbound.run(desk.app, applyInbound.payload.parse(data), run)
}

const sandbox = () => must(desk.app.sandbox?.get('messenger'), 'sandbox of Messenger')

async function post(body: string, change: { signature?: string; route?: string } = {}): Promise<Response> {
  const secret = must(sandbox().env['META_APP_SECRET'], 'secret of the app')
  const signature = change.signature ?? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return server.request(change.route ?? '/webhooks/messenger/sandbox', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  })
}

async function openPage() {
  const team = await makeTeam(desk)
  const channel = await connectChannel(team.ctx, {
    connector: 'messenger',
    values: {},
    sandbox: true,
    sandboxHandle: newId(),
  })
  return { team, channel, account: channel.external_id }
}

const said = (account: string, text: string, more: object = {}) =>
  JSON.stringify({
    object: 'page',
    entry: [
      {
        id: account,
        time: Date.now(),
        messaging: [
          {
            sender: { id: '777' },
            recipient: { id: account },
            timestamp: Date.now(),
            message: { mid: newId(), text },
            ...more,
          },
        ],
      },
    ],
  })

const stored = async () => (await desk.sql`select count(*)::int as n from inbound_events`)[0]?.['n'] as number
const texts = async (ctx: Ctx) =>
  (await ctx.db.selectFrom('messages').select('text').where('org_id', '=', ctx.orgId).execute()).map(
    (row) => row.text,
  )

describe('a delivery', () => {
  it.each([
    ['none', ''],
    ['of another body', `sha256=${'0'.repeat(64)}`],
    ['of another kind', 'sha1=abc'],
  ])('with a signature that is wrong (%s) is refused, and nothing of it stays', async (_name, signature) => {
    const { account } = await openPage()
    const before = await stored()
    expect((await post(said(account, 'Hi'), { signature })).status).toBe(401)
    expect(await stored()).toBe(before)
  })

  it('that was signed and then changed by one blank is refused', async () => {
    const { account } = await openPage()
    const body = said(account, 'Hi')
    const secret = must(sandbox().env['META_APP_SECRET'], 'secret')
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    expect((await post(`${body} `, { signature })).status).toBe(401)
  })

  it('of more than one MiB is refused, with or without its length', async () => {
    const body = 'x'.repeat(1024 * 1024 + 1)
    expect((await post(body)).status).toBe(413)
    const stream = new Blob([body]).stream()
    const unannounced = await server.request('/webhooks/messenger/sandbox', {
      method: 'POST',
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(unannounced.status).toBe(413)
  })

  it('to an address that does not exist is not found', async () => {
    expect((await post('{}', { route: '/webhooks/nobody' })).status).toBe(404)
    expect((await post('{}', { route: '/webhooks/messenger/elsewhere' })).status).toBe(404)
    expect((await post('{}', { route: `/webhooks/telegram/${newId()}` })).status).toBe(404)
  })

  it('that comes again is acknowledged and stored once', async () => {
    const { account, team } = await openPage()
    const body = said(account, 'Only once')
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(body)))
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200))
    await applyStored()
    expect(await texts(team.ctx)).toEqual(['Only once'])
  })

  it('of a hundred at once is stored in full', async () => {
    const { account, team } = await openPage()
    await Promise.all(Array.from({ length: 100 }, (_, n) => post(said(account, `Number ${n}`))))
    await applyStored()
    expect(new Set(await texts(team.ctx)).size).toBe(100)
  })
})

describe('what cannot be understood', () => {
  it('malformed JSON with a good signature is kept for the operator, and replayed', async () => {
    const body = `{"object":"page","entry":[{${newId()}`
    expect((await post(body)).status).toBe(200)
    await applyStored()
    const [row] = await desk.sql`select state, reason from inbound_events where body = ${Buffer.from(body)}`
    expect(row).toMatchObject({ state: 'parked', reason: expect.stringContaining('not readable') })
    expect(await replayUnroutedDeliveries(desk.app)).toBeGreaterThan(0)
    await runQueued()
    const [again] = await desk.sql`select state from inbound_events where body = ${Buffer.from(body)}`
    expect(again).toMatchObject({ state: 'parked' })
  })

  it('an event of an account that is not connected yet is applied when it is', async () => {
    const account = sandbox().account('late').externalId
    await post(said(account, 'Too early'))
    await applyStored()
    const team = await makeTeam(desk)
    await connectChannel(team.ctx, {
      connector: 'messenger',
      values: {},
      sandbox: true,
      sandboxHandle: 'late',
    })
    desk.clock.advance(60_000)
    await replayUnroutedDeliveries(desk.app)
    await runQueued()
    expect(await texts(team.ctx)).toEqual(['Too early'])
  })

  it('an unknown event waits on its channel’s card, and is replayed', async () => {
    const { account, team, channel } = await openPage()
    await post(said(account, '', { message: undefined, brand_new: { some: 'thing \u0000 \ud800' } }))
    await applyStored()
    const card = (await listChannels(team.ctx)).find((one) => one.id === channel.id)
    expect(card?.parked).toBe(1)
    const header = await team.key('owner')
    const list = await server.request(`/api/v1/channels/${channel.id}/parked`, { headers: header })
    const { data } = (await list.json()) as { data: Array<{ id: string; reason: string }> }
    expect(data).toHaveLength(1)

    const replay = () =>
      server.request(`/api/v1/channels/parked/${data[0]?.id}/replay`, { method: 'POST', headers: header })
    expect((await replay()).status).toBe(200)
    const [old] = await desk.sql`select replayed_at from parked_events where id = ${data[0]?.id ?? ''}`
    expect(old?.['replayed_at']).not.toBeNull()
    await runQueued()
    // Nothing has learnt to read it meanwhile, so it is back on the card.
    expect((await listChannels(team.ctx)).find((one) => one.id === channel.id)?.parked).toBe(1)
    expect((await replay()).status).toBe(404)
  })

  it('one bad event of a delivery does not hold up the others', async () => {
    const { account, team, channel } = await openPage()
    const [good, bad] = [JSON.parse(said(account, 'I am fine')), JSON.parse(said(account, ''))] as [
      Delivery,
      Delivery,
    ]
    bad.entry[0].messaging[0] = {
      sender: { id: '777' },
      recipient: { id: account },
      timestamp: Date.now(),
      odd: {},
    }
    await post(JSON.stringify({ ...good, entry: [...bad.entry, ...good.entry] }))
    await applyStored()
    expect(await texts(team.ctx)).toEqual(['I am fine'])
    expect((await listChannels(team.ctx)).find((one) => one.id === channel.id)?.parked).toBe(1)
  })
})

interface Delivery {
  entry: [{ messaging: [object] }]
}

describe('text that is made to break things', () => {
  const zalgo = `z${'\u0301\u0321\u0489'.repeat(200)}algo`
  it.each([
    ['U+0000', 'a\u0000b', 'ab'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['right to left', '\u202egnp.exe', '\u202egnp.exe'],
    ['zalgo', zalgo, zalgo],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['SQL', `'; drop table messages; --`, `'; drop table messages; --`],
    ['20,000 characters', 'x'.repeat(20_000), 'x'.repeat(20_000)],
    ['a pair cut in two at the end', `${'x'.repeat(19_999)}😀`, `${'x'.repeat(19_999)}\ufffd`],
  ])('%s is stored and shown as text', async (_name, text, shown) => {
    const { account, team } = await openPage()
    await post(said(account, text))
    await applyStored()
    expect(await texts(team.ctx)).toEqual([shown])
    await desk.app.dispatcher.drain()
    const events =
      await desk.sql`select from events where org_id = ${team.orgId} and type = 'message.received'`
    expect(events).toHaveLength(1)
    expect(await desk.sql`select from outbox_set_aside where org_id = ${team.orgId}`).toHaveLength(0)
  })
})
