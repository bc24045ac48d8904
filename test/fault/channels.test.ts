import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  connectChannel,
  disconnectChannel,
  pauseChannel,
  resumeChannel,
  updateChannel,
} from '#features/channels/index.ts'
import type { PollResult } from '#contracts/connector.ts'
import { pollChannels } from '../../src/features/channels/poll-channels.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from '#test/kit/team.ts'
import { until } from '#test/kit/until.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk } from './desk.ts'
import { makeVendor } from './vendor.ts'

const vendor = makeVendor('vendor')
const polled = makeVendor('polled')
let desk: Desk
let poll: (cursor: string | undefined) => Promise<PollResult>

beforeAll(async () => {
  polled.connector.poll = (_io, cursor) => poll(cursor)
  desk = await makeDesk(vendor, { PUBLIC_URL: 'http://127.0.0.1:3000' })
  desk.found.connectors.set('polled', polled.connector)
})
afterEach(() => vendor.reset())
afterAll(() => desk.close())

const connect = (ctx: Parameters<typeof connectChannel>[0], account: string, connector = 'vendor') =>
  connectChannel(ctx, { connector, values: { account } })

describe('connecting', () => {
  it('refuses an account that another organisation has, without saying whose', async () => {
    const [one, other] = [await makeTeam(desk, 'Acme Secret'), await makeTeam(desk)]
    const account = newId()
    await connect(one.ctx, account)
    const refused = await connect(other.ctx, account).catch((error: Error) => error)
    expect(refused).toMatchObject({ code: 'conflict' })
    expect(JSON.stringify(refused)).not.toContain('Acme')
    await expect(connect(one.ctx, account)).rejects.toThrow('connected already')
    expect(
      await desk.sql`select from channels where org_id = ${other.orgId} and state = 'active'`,
    ).toHaveLength(0)
  })

  it('gives an account to one of two who connect it at once', async () => {
    const teams = await Promise.all(Array.from({ length: 4 }, () => makeTeam(desk)))
    const account = newId()
    const results = await Promise.allSettled(teams.map((team) => connect(team.ctx, account)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    const active =
      await desk.sql`select org_id from channels where external_id = ${account} and state = 'active'`
    const route = await desk.sql`select org_id from channel_routes where external_id = ${account}`
    expect([...active]).toEqual([...route])
  })

  it('keeps no secret in the open', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    await connect(ctx, newId())
    await desk.app.dispatcher.drain()
    const rows = await desk.sql<Array<{ kept: string }>>`
      select row_to_json(c)::text as kept from channels c where org_id = ${orgId}
      union all select row_to_json(e)::text from events e where org_id = ${orgId}
      union all select row_to_json(a)::text from audit_log a where org_id = ${orgId}`
    expect(rows.length).toBeGreaterThan(2)
    for (const { kept } of rows) expect(kept).not.toContain('a secret token')
  })

  it('asks for what the form needs', async () => {
    const { ctx } = await makeTeam(desk)
    await expect(connectChannel(ctx, { connector: 'vendor', values: {} })).rejects.toThrow(
      'Account is missing',
    )
    await expect(connectChannel(ctx, { connector: 'nobody', values: {} })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('a channel', () => {
  it('is paused, goes on, is disconnected and connected again, with its history', async () => {
    const shop = await openShop(desk)
    await shop.says({ text: 'Before' })
    await pauseChannel(shop.ctx, { channelId: shop.channelId })
    await shop.says({ text: 'While it was paused' })
    expect((await shop.channel()).state).toBe('paused')
    await resumeChannel(shop.ctx, { channelId: shop.channelId })
    await disconnectChannel(shop.ctx, { channelId: shop.channelId })
    expect((await shop.channel()).state).toBe('disconnected')
    await expect(resumeChannel(shop.ctx, { channelId: shop.channelId })).rejects.toMatchObject({
      code: 'precondition',
    })
    await expect(pauseChannel(shop.ctx, { channelId: shop.channelId })).rejects.toMatchObject({
      code: 'precondition',
    })

    const again = await connect(shop.ctx, shop.account)
    expect(again).toMatchObject({ id: shop.channelId, state: 'active' })
    expect(await shop.messages()).toHaveLength(2)
    const verbs =
      await desk.sql`select verb from audit_log where org_id = ${shop.orgId} and verb like 'channel.%' order by id`
    expect(verbs.map((row) => String(row['verb']))).toEqual([
      'channel.connect',
      'channel.paused',
      'channel.active',
      'channel.disconnected',
      'channel.connect',
    ])
  })

  it('that was disconnected may be another organisation’s', async () => {
    const shop = await openShop(desk)
    await disconnectChannel(shop.ctx, { channelId: shop.channelId })
    const other = await makeTeam(desk)
    await expect(connect(other.ctx, shop.account)).resolves.toMatchObject({ state: 'active' })
    await expect(connect(shop.ctx, shop.account)).rejects.toMatchObject({ code: 'conflict' })
  })

  it.each([
    ['pause', pauseChannel],
    ['resume', resumeChannel],
    ['disconnect', disconnectChannel],
    ['update', updateChannel],
  ] as const)('%s: refused to a viewer, unknown to another organisation', async (_name, verb) => {
    const shop = await openShop(desk)
    const input = { channelId: shop.channelId }
    await expect(verb(await shop.as('viewer'), input)).rejects.toMatchObject({ code: 'forbidden' })
    const other = await makeTeam(desk)
    await expect(verb(other.ctx, input)).rejects.toMatchObject({ code: 'not_found' })
    expect((await shop.channel()).state).toBe('active')
  })
})

describe('polling', () => {
  it('is done by one process of two, and moves its cursor after the commit', async () => {
    const asked: Array<string | undefined> = []
    let running = 0
    let most = 0
    poll = async (cursor) => {
      asked.push(cursor)
      running += 1
      most = Math.max(most, running)
      const stored = await desk.sql`select from inbound_events where connector = 'polled'`
      // What the cursor has passed is committed.
      expect(stored.length).toBeGreaterThanOrEqual(Number(cursor ?? 0))
      running -= 1
      const next = Number(cursor ?? 0) + 1
      return next > 5
        ? { bodies: [], cursor }
        : { bodies: [{ key: `update-${next}`, body: Buffer.from('{}') }], cursor: String(next) }
    }
    const { ctx } = await makeTeam(desk)
    await connect(ctx, newId(), 'polled')
    const stop = new AbortController()
    const processes = [pollChannels(desk.app, stop.signal), pollChannels(desk.app, stop.signal)]
    await until(() => asked.filter((cursor) => cursor === '5').length > 3, { what: 'five updates' })
    stop.abort()
    await Promise.all(processes)
    expect(most).toBe(1)
    const rows = await desk.sql`select key from inbound_events where connector = 'polled' order by key`
    expect(rows.map((row) => String(row['key']))).toEqual([1, 2, 3, 4, 5].map((n) => `update-${n}`))
    const [left] = await desk.sql`select lease_owner, cursor from channel_polls where connector = 'polled'`
    expect(left).toMatchObject({ lease_owner: null, cursor: '5' })
  })
})
