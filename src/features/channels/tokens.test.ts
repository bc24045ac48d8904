import { afterAll, beforeAll, expect, test } from 'vitest'
import { discover } from '#kernel/discover.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeServer } from '../../http/server.ts'
import { beginChannelOAuth } from './oauth.ts'
import { connectChannel } from './connect-channel.ts'
import { listChannels } from './list-channels.ts'
import { getChannelRow, openCredentials } from './queries.ts'
import { refreshToken } from './refresh-token.ts'
import { job as tick } from './jobs/refresh-tokens.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp({ found: await discover(), env: { SANDBOX: '1' } })
})
afterAll(() => desk.close())

const server = () => makeServer(desk.app, desk.found)

/** Follows the consent page of the sandbox as a person would, up to the page they land on. */
async function consent(ctx: Ctx, choose: RegExp): Promise<string> {
  const { url } = await beginChannelOAuth(ctx, { connector: 'x', sandbox: true })
  const page = await (await fetch(url)).text()
  const href = choose.exec(page)?.[1]?.replaceAll('&amp;', '&')
  if (!href) throw new Error(`no such link: ${page}`)
  const back = new URL(href)
  const answer = await server().request(`${back.pathname}${back.search}`)
  expect(answer.status).toBe(302)
  return answer.headers.get('location') ?? ''
}

const asShop = /href="([^"]+)">Authorize as @shop</
const sandbox = () => desk.app.sandbox!.get('x')!

async function connected() {
  const team = await makeTeam(desk)
  // Accounts belong to one organisation: each test takes the account over.
  await desk.sql`delete from channel_routes where connector = 'x'`
  const landed = await consent(team.ctx, asShop)
  const id = /connected=(.+)$/.exec(landed)?.[1] ?? ''
  return { team, id }
}

test('a person connects X by its consent page; a used or foreign state is refused', async () => {
  const { team, id } = await connected()
  expect(await listChannels(team.ctx)).toMatchObject([
    { id, connector: 'x', name: '@shop', state: 'active', tokenExpiresAt: expect.any(String) as string },
  ])
  const again = await server().request('/oauth/x/callback?state=invented&code=1')
  expect(again.headers.get('location')).toContain('connect-failed')
})

test('who cancels is told so, and nothing is connected', async () => {
  const team = await makeTeam(desk)
  expect(decodeURIComponent(await consent(team.ctx, /href="([^"]+)">Cancel</))).toContain('gave no access')
  expect(await listChannels(team.ctx)).toEqual([])
})

test('an agent may not begin it', async () => {
  const team = await makeTeam(desk)
  await expect(
    beginChannelOAuth(await team.as('agent'), { connector: 'x', sandbox: true }),
  ).rejects.toMatchObject({ code: 'forbidden' })
})

test('many ask for a new token at once: the platform is asked once, and all go on with the new one', async () => {
  const { team, id } = await connected()
  const before = openCredentials(desk.app, await getChannelRow(team.ctx, id))
  sandbox().fault({ kind: 'delay', times: 1, ms: 20 })
  const all = await Promise.all(Array.from({ length: 10 }, () => refreshToken(team.ctx, id, 1)))
  expect(all.filter((one) => one === 'failed' || one === 'revoked')).toEqual([])
  const row = await getChannelRow(team.ctx, id)
  expect(row.credentials_version).toBe(2)
  expect(openCredentials(desk.app, row)).not.toEqual(before)
  expect(await refreshToken(team.ctx, id, 1)).toBe('fresh')
})

test('trouble at the platform disconnects nothing; a revoked token does, and says so', async () => {
  const { team, id } = await connected()
  sandbox().fault({ kind: 'server_error', times: 1 })
  expect(await refreshToken(team.ctx, id, 1)).toBe('failed')
  expect(await getChannelRow(team.ctx, id)).toMatchObject({ state: 'active', refresh_failures: 1 })
  sandbox().fault({ kind: 'expire_token', times: 1 })
  expect(await refreshToken(team.ctx, id, 1)).toBe('revoked')
  expect(await getChannelRow(team.ctx, id)).toMatchObject({ state: 'reconnect' })
  expect(await consent(team.ctx, asShop)).toContain('connected=')
  expect(await getChannelRow(team.ctx, id)).toMatchObject({ state: 'active', refresh_failures: 0 })
})

test('a token that came too late does not replace a newer one', async () => {
  const { team, id } = await connected()
  sandbox().fault({ kind: 'delay', times: 1, ms: 1 })
  const slow = refreshToken(team.ctx, id, 1)
  await desk.sql`update channels set credentials_version = 9, refresh_owner = null where id = ${id}`
  expect(await slow).toBe('fresh')
  expect((await getChannelRow(team.ctx, id)).credentials_version).toBe(9)
})

test('at half life it is renewed by itself', async () => {
  const { id } = await connected()
  // What is asked for stays in the outbox.
  await desk.app.dispatcher.stop()
  const asked = async () => {
    await tick.run(desk.app, {}, { id: '1', attempt: 1, signal: AbortSignal.timeout(10_000) })
    const rows = await desk.sql`select from outbox
      where jobs::text like '%channels/refresh-token%' and jobs::text like ${`%${id}%`}`
    return rows.length > 0
  }
  desk.clock.advance(59 * 60_000)
  expect(await asked()).toBe(false)
  desk.clock.advance(2 * 60_000)
  expect(await asked()).toBe(true)
})

test('the bot that the team talks to cannot be a channel of customers', async () => {
  const token = '1234567890:AAExampleExampleExampleExample'
  const team = await makeTeam(desk)
  const ctx = {
    ...team.ctx,
    config: { ...team.ctx.config, env: { ...team.ctx.config.env, TELEGRAM_TEAM_BOT_TOKEN: token } },
  }
  await expect(connectChannel(ctx, { connector: 'telegram', values: { token } })).rejects.toThrow(
    'bot that your team talks to',
  )
})
