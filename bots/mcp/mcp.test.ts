import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { z } from 'zod'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeChatTestDesk } from '#test/kit/chat-plug.ts'
import type { ChatTestDesk } from '#test/kit/chat-plug.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeServer } from '../../src/http/server.ts'

let desk: ChatTestDesk
let http: ServerType
let url: URL
let team: Team
beforeAll(async () => {
  desk = await makeChatTestDesk([])
  const server = makeServer(desk.app, desk.found)
  url = await new Promise((resolve) => {
    http = serve({ fetch: server.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(new URL(`http://127.0.0.1:${port}/mcp`)),
    )
  })
})
afterAll(async () => {
  http.close()
  await desk.close()
})
beforeEach(async () => {
  team = await makeTeam(desk)
})

async function connect(headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  return client
}

const result = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
})

async function call(client: Client, name: string, args: Record<string, unknown>) {
  const { isError = false, content } = result.parse(await client.callTool({ name, arguments: args }))
  return { isError, text: content.map(({ text }) => text).join('\n') }
}

const tokenIn = (text: string) => /with the token (\S+)/.exec(text)?.[1] ?? ''

test('every command that the key may run is a tool with a schema', async () => {
  const client = await connect(await team.key('agent'))
  const { tools } = await client.listTools()
  const names = tools.map((tool) => tool.name)
  expect(names).toEqual(expect.arrayContaining(['inbox', 'reply', 'grow', 'confirm']))
  expect(tools.find(({ name }) => name === 'grow')).toMatchObject({
    annotations: { readOnlyHint: false },
    inputSchema: { type: 'object', required: ['thing'], properties: { thing: { type: 'string' } } },
  })
  const viewer = await connect(await team.key('viewer'))
  expect((await viewer.listTools()).tools.map((tool) => tool.name)).not.toContain('grow')
})

test('a read runs at once; a write is told first and done when it is confirmed, once', async () => {
  const client = await connect(await team.key('agent'))
  expect(await call(client, 'thing', { thing: 'tree' })).toMatchObject({
    isError: false,
    text: expect.stringContaining('tree is 0'),
  })
  const asked = await call(client, 'grow', { thing: 'tree', by: '4' })
  expect(asked.text).toContain('Nothing is done yet')
  expect(asked.text).toContain('by: 4')
  expect(await desk.grown(team)).toEqual([])
  const token = tokenIn(asked.text)
  expect((await call(client, 'confirm', { token })).text).toBe('tree is 4 now')
  expect(await desk.grown(team)).toMatchObject([{ summary: 'grew tree by 4', surface: 'mcp' }])
  expect(await call(client, 'confirm', { token })).toMatchObject({ isError: true })
  expect((await desk.grown(team)).length).toBe(1)
})

test('another key, another organisation and a later time confirm nothing', async () => {
  const client = await connect(await team.key('agent'))
  const token = tokenIn((await call(client, 'grow', { thing: 'tree' })).text)
  const others = await makeTeam(desk, 'Others')
  for (const key of [await team.key('owner'), await others.key('owner')])
    expect(await call(await connect(key), 'confirm', { token })).toMatchObject({ isError: true })
  desk.clock.advance(11 * 60_000)
  expect(await call(client, 'confirm', { token })).toMatchObject({ isError: true })
  expect(await desk.grown(team)).toEqual([])
})

test('faults are told in words before anything is asked', async () => {
  const client = await connect(await team.key('viewer'))
  expect(await call(client, 'grow', { thing: 'tree' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('does not allow'),
  })
  expect(await call(client, 'thing', {})).toMatchObject({
    isError: true,
    text: expect.stringContaining('thing'),
  })
  expect(await call(client, 'nonsense', {})).toMatchObject({ isError: true })
  expect(await call(client, 'confirm', { token: 5 })).toMatchObject({ isError: true })
})

test('without a key there is nothing, a browser’s session included', async () => {
  await expect(connect({})).rejects.toThrow()
  await expect(connect({ authorization: 'Bearer parley_wrong_key_that_is_long_enough' })).rejects.toThrow()
  const who = { email: 'browser@example.com', password: 'a long password' }
  const { userId } = await desk.app.auth.createUser({ ...who, name: 'B', verified: true })
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${team.orgId}, gen_random_uuid(), ${userId}, 'B', ${who.email}, 'owner')`
  const cookie = ((await desk.app.auth.signIn(who)) ?? []).map((line) => line.split(';')[0]).join('; ')
  await expect(connect({ cookie, origin: desk.app.config.publicUrl })).rejects.toThrow()
  expect((await fetch(url, { method: 'POST', headers: { cookie }, body: '{}' })).status).toBe(401)
})
