import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { feature as orgs } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { until } from '#test/kit/until.ts'
import { makeServer } from '../../http/server.ts'
import * as events from './events.ts'
import { getContact, listContacts, updateContact } from './index.ts'
import { routes } from './routes.ts'

let it: TestApp
let team: Team
let other: Team
let agent: Ctx
let stranger: Ctx

beforeAll(async () => {
  it = await makeTestApp({
    found: {
      features: new Map([['orgs', orgs]]),
      routes: new Map([['contacts', routes]]),
      eventKinds: new Map([['contact.changed', events.contactChanged]]),
    },
  })
  ;[team, other] = await Promise.all([makeTeam(it), makeTeam(it, 'Other')])
  ;[agent, stranger] = await Promise.all([team.as('agent'), other.as('owner')])
})
afterAll(() => it.close())

async function person(of: Team, name: string, options: { username?: string; seenAt?: Date | null } = {}) {
  const { sql } = it
  const channel = await channelOf(of)
  const id = newId()
  const seenAt = options.seenAt === undefined ? new Date() : options.seenAt
  await sql`insert into contacts (org_id, id, name, last_seen_at) values (${of.orgId}, ${id}, ${name}, ${seenAt})`
  await sql`insert into contact_identities (org_id, id, contact_id, channel_id, external_id, username)
    values (${of.orgId}, ${newId()}, ${id}, ${channel}, ${newId()}, ${options.username ?? null})`
  return id
}

async function channelOf(of: Team): Promise<string> {
  const [known] = await it.sql<Array<{ id: string }>>`select id from channels where org_id = ${of.orgId}`
  if (known) return known.id
  const id = newId()
  await it.sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    values (${of.orgId}, ${id}, 'telegram', ${id}, 'Shop', '')`
  return id
}

const names = async (ctx: Ctx, input: Parameters<typeof listContacts>[1]) =>
  (await listContacts(ctx, input)).contacts.map((contact) => contact.name)

describe('listing', () => {
  test('who wrote last stands first, page by page, each once', async () => {
    const lists = await makeTeam(it, 'Lists')
    const at = new Date('2030-01-01T10:00:00.000Z')
    for (const name of ['one', 'two', 'three']) await person(lists, name, { seenAt: at })
    await person(lists, 'latest', { seenAt: new Date('2031-01-01') })
    await person(lists, 'never', { seenAt: null })
    const viewer = await lists.as('viewer')
    const first = await listContacts(viewer, { limit: 2 })
    const second = await listContacts(viewer, { limit: 2, cursor: first.cursor ?? '' })
    const third = await listContacts(viewer, { limit: 2, cursor: second.cursor ?? '' })
    const all = [first, second, third].flatMap((page) => page.contacts.map((contact) => contact.name))
    expect(all).toEqual(['latest', 'three', 'two', 'one', 'never'])
    expect(third.cursor).toBeNull()
    await expect(listContacts(viewer, { cursor: 'bm9wZQ' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('a part of a name or of a platform name finds them, and only literally', async () => {
    await person(team, 'Änne Müller')
    await person(team, 'Bob', { username: 'Miller_99' })
    await person(other, 'Müller of another desk')
    expect(await names(agent, { q: 'MÜLL' })).toEqual(['Änne Müller'])
    expect(await names(agent, { q: 'miller_9' })).toEqual(['Bob'])
    expect(await names(agent, { q: 'm_ller' })).toEqual([])
    expect(await names(agent, { q: '%' })).toEqual([])
    expect(await names(stranger, { q: 'müller' })).toEqual(['Müller of another desk'])
  })

  test('a name that was not seen for long is found behind many newer ones', async () => {
    const big = await makeTeam(it, 'Big')
    await person(big, 'Rarely Seen', { seenAt: new Date('2001-01-01') })
    await person(big, 'Zoe', { username: 'rarely.zoe', seenAt: new Date('2000-01-01') })
    await it.sql`insert into contacts (org_id, id, name, last_seen_at)
      select ${big.orgId}, gen_random_uuid(), 'Common ' || n, now() - make_interval(mins => n)
      from generate_series(1, 1500) n`
    const viewer = await big.as('viewer')
    expect(await names(viewer, { q: 'rarely' })).toEqual(['Rarely Seen', 'Zoe'])
    const first = await listContacts(viewer, { q: 'common', limit: 100 })
    const second = await listContacts(viewer, { q: 'common', limit: 100, cursor: first.cursor ?? '' })
    expect(second.contacts.map((contact) => contact.name)[0]).toBe('Common 101')
  })
})

describe('changing', () => {
  test('facts, events and audit go together; nothing changed is nothing written', async () => {
    const id = await person(team, 'Carla', { username: 'carla' })
    const seen = await getContact(agent, { contactId: id })
    expect(seen.identities).toMatchObject([{ username: 'carla', channel: { connector: 'telegram' } }])
    const changed = await updateContact(agent, {
      contactId: id,
      version: seen.version,
      name: ' Carla \u0000Neu ',
      email: 'carla@example.com',
      facts: { plan: 'gold' },
    })
    expect(changed).toMatchObject({ name: 'Carla Neu', email: 'carla@example.com', facts: { plan: 'gold' } })
    expect(changed.version).toBe(seen.version + 1)
    await updateContact(agent, { contactId: id, facts: { town: 'Bern', plan: null }, email: '' })
    const again = await updateContact(agent, { contactId: id, facts: { town: 'Bern' } })
    expect(again).toMatchObject({ facts: { town: 'Bern' }, email: null, version: seen.version + 2 })
    const audit = await it.sql`select summary from audit_log where object_id = ${id} order by id`
    expect(audit.map((row) => row['summary'])).toEqual([
      'changed name, email, facts of Carla Neu',
      'changed email, facts of Carla Neu',
    ])
    const logged = await until(async () => {
      const rows = await it.sql`select type, payload from events where object_id = ${id} order by pos`
      return rows.length === 2 ? [...rows] : undefined
    })
    expect(logged[0]).toMatchObject({ type: 'contact.changed', payload: { name: 'Carla Neu', version: 2 } })
  })

  test('an older version is refused', async () => {
    const id = await person(team, 'Dora')
    await updateContact(agent, { contactId: id, version: 1, note: 'first' })
    const late = updateContact(agent, { contactId: id, version: 1, note: 'second' })
    await expect(late).rejects.toMatchObject({ code: 'conflict' })
    expect((await getContact(agent, { contactId: id })).note).toBe('first')
  })

  test('viewers may not, others do not find it', async () => {
    const id = await person(team, 'Emil')
    const viewer = await team.as('viewer')
    const wish = { contactId: id, name: 'X' }
    await expect(updateContact(viewer, wish)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(updateContact(stranger, wish)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getContact(stranger, { contactId: id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await getContact(viewer, { contactId: id })).name).toBe('Emil')
  })

  test('over HTTP', async () => {
    const server = makeServer(it.app, it.found)
    const id = await person(team, 'Frieda')
    const headers = { ...(await team.key('agent')), 'content-type': 'application/json' }
    const send = async (path: string, body?: unknown) => {
      const init = body === undefined ? { headers } : { headers, method: 'PATCH', body: JSON.stringify(body) }
      const answer = await server.request(`/api/v1/contacts${path}`, init)
      return { status: answer.status, body: await answer.json() }
    }
    expect(await send(`/${id}`, { phone: '+41 44 123 45 67' })).toMatchObject({
      status: 200,
      body: { data: { phone: '+41 44 123 45 67', version: 2 } },
    })
    expect(await send(`/${id}`, { email: 'nonsense' })).toMatchObject({ status: 400 })
    expect(await send('?q=frieda')).toMatchObject({ body: { data: [{ id }], meta: { cursor: null } } })
    expect(await send(`/${newId()}`)).toMatchObject({ status: 404 })
  })
})
