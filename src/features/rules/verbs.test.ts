import { OpenAPIHono } from '@hono/zod-openapi'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { HttpEnv } from '#contracts/feature.ts'
import { definition, makeRulesDesk } from '#test/kit/rules-desk.ts'
import type { RulesTeam } from '#test/kit/rules-desk.ts'
import { job as forgetChecks } from './jobs/forget-checks.ts'
import { getRule, listRules } from './list-rules.ts'
import { listChecks, listRuns } from './list-runs.ts'
import { routes } from './routes.ts'
import { getRulesState, setKillSwitch } from './rules-state.ts'
import { createRule, updateRule } from './save-rule.ts'
import { deleteRule, disableRule, enableRule, reorderRules } from './switch-rule.ts'

let rules: Awaited<ReturnType<typeof makeRulesDesk>>
let team: RulesTeam
beforeAll(async () => {
  rules = await makeRulesDesk()
})
afterAll(() => rules.close())
beforeEach(async () => {
  team = await rules.team()
})

const otherId = '019a0000-0000-7000-8000-00000000dead'

describe('saving', () => {
  test('keeps every version with its author, tells of it and writes the audit log', async () => {
    const made = await createRule(team.ctx, { definition: definition() })
    expect(made).toMatchObject({ enabled: false, version: 1, position: 1, runs: 0 })
    const changed = await updateRule(team.ctx, made.id, {
      version: 1,
      definition: definition({ name: 'Costs' }),
    })
    expect(changed.versions.map(({ version, by, definition: one }) => [version, by, one.name])).toEqual([
      [2, team.owner.name, 'Costs'],
      [1, team.owner.name, 'Prices'],
    ])
    expect(changed.sentence).toBe('When the message has “price” then reply “It costs 5, {firstName}.”')
    await rules.desk.app.dispatcher.drain()
    const told = await rules.desk.sql`select payload->>'what' as what from events
      where org_id = ${team.orgId} and type = 'rule.changed' order by pos`
    expect(told.map((event) => event['what'])).toEqual(['created', 'updated'])
    const audited = await rules.desk.sql`select verb, summary from audit_log
      where org_id = ${team.orgId} and object_type = 'rule' order by id`
    expect(audited).toMatchObject([
      { verb: 'rules.create', summary: 'made the rule Prices' },
      { verb: 'rules.update', summary: 'changed the rule Costs (version 2)' },
    ])
  })

  test('refuses a version that somebody changed meanwhile, of two at once, too', async () => {
    const { id } = await team.rule()
    const save = (name: string) => updateRule(team.ctx, id, { version: 1, definition: definition({ name }) })
    const results = await Promise.allSettled([save('one'), save('two')])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(save('three')).rejects.toMatchObject({ code: 'conflict' })
    expect((await getRule(team.ctx, id)).version).toBe(2)
  })

  test('refuses what can never work', async () => {
    const refuse = (change: Parameters<typeof definition>[0]) =>
      expect(createRule(team.ctx, { definition: definition(change) })).rejects
    await refuse({
      when: { kind: 'all', of: [{ kind: 'regex', pattern: '(a', ignoreCase: true }] },
    }).toMatchObject({
      code: 'invalid',
      details: { at: 'when.0.pattern' },
    })
    await refuse({ when: { kind: 'any', of: [{ kind: 'channel', ids: [otherId] }] } }).toMatchObject({
      code: 'invalid',
    })
    await refuse({ then: [{ kind: 'assign', memberId: otherId }] }).toMatchObject({ code: 'invalid' })
    await refuse({ then: [] }).toThrow('Say what the rule should do.')
    expect(await listRules(team.ctx)).toEqual([])
  })
})

describe('switching', () => {
  test('on, off, order and delete', async () => {
    const one = await team.rule({ name: 'one' })
    const two = await team.rule({ name: 'two' })
    expect((await disableRule(team.ctx, one.id)).enabled).toBe(false)
    expect((await enableRule(team.ctx, one.id)).enabled).toBe(true)
    const moved = await reorderRules(team.ctx, [two.id, one.id])
    expect(moved.map((rule) => rule.definition.name)).toEqual(['two', 'one'])
    await team.says('price')
    expect((await listRuns(team.ctx, { limit: 5 })).items.map((run) => run.ruleName)).toEqual(['one', 'two'])
    await expect(reorderRules(team.ctx, [two.id])).rejects.toMatchObject({ code: 'conflict' })
    await expect(reorderRules(team.ctx, [two.id, two.id])).rejects.toMatchObject({ code: 'conflict' })
    await deleteRule(team.ctx, two.id)
    expect((await listRules(team.ctx)).map((rule) => rule.id)).toEqual([one.id])
    await expect(getRule(team.ctx, two.id)).rejects.toMatchObject({ code: 'not_found' })
    await team.says('price', { person: 'p2' })
    expect((await listRuns(team.ctx, { ruleId: two.id, limit: 5 })).items).toHaveLength(1)
  })

  test('the state says who stopped the rules', async () => {
    expect(await getRulesState(team.ctx)).toMatchObject({ stopped: false, maxRepliesPerHour: 5 })
    expect(await setKillSwitch(team.ctx, true)).toMatchObject({ stopped: true, stoppedBy: team.owner.name })
  })
})

test('the run log is read page by page, and by conversation', async () => {
  await team.rule()
  const conversations = []
  for (const person of ['a', 'b', 'c']) conversations.push(await team.says('price', { person }))
  const first = await listRuns(team.ctx, { limit: 2 })
  const second = await listRuns(team.ctx, { limit: 2, cursor: first.cursor ?? '' })
  expect([...first.items, ...second.items].map((run) => run.conversationId)).toEqual(
    conversations.toReversed(),
  )
  expect(second.cursor).toBeNull()
  const ofOne = await listRuns(team.ctx, { limit: 9, conversationId: conversations[1] })
  expect(ofOne.items).toHaveLength(1)
  const [run] = ofOne.items
  for (const about of [run?.id, run?.messageId, run?.conversationId])
    expect((await listRuns(team.ctx, { limit: 9, about })).items.map(({ id }) => id)).toEqual([run?.id])
  await expect(listRuns(team.ctx, { limit: 2, cursor: 'bogus' })).rejects.toMatchObject({ code: 'invalid' })
})

test('what rules left alone is forgotten after two weeks, what they did is not', async () => {
  await team.rule()
  const conversationId = await team.says('price')
  const forget = () =>
    forgetChecks.run(rules.desk.app, {}, { id: '1', attempt: 1, signal: new AbortController().signal })
  await forget()
  expect(await listChecks(team.ctx, { conversationId, limit: 5 })).toHaveLength(1)
  rules.desk.clock.advance(15 * 86_400_000)
  await forget()
  expect(await listChecks(team.ctx, { conversationId, limit: 5 })).toEqual([])
  expect((await listRuns(team.ctx, { limit: 5 })).items).toHaveLength(1)
})

test('a viewer may look and change nothing', async () => {
  const { id } = await team.rule()
  const viewer = await team.as('viewer')
  expect(await listRules(viewer)).toHaveLength(1)
  expect((await listRuns(viewer, { limit: 5 })).items).toEqual([])
  for (const act of [
    () => createRule(viewer, { definition: definition() }),
    () => updateRule(viewer, id, { version: 1, definition: definition() }),
    () => enableRule(viewer, id),
    () => disableRule(viewer, id),
    () => reorderRules(viewer, [id]),
    () => deleteRule(viewer, id),
    () => setKillSwitch(viewer, true),
  ]) {
    await expect(act()).rejects.toMatchObject({ code: 'forbidden' })
  }
  expect(await getRule(team.ctx, id)).toMatchObject({ enabled: true, version: 1 })
})

test('another organisation’s rules are not found, do not act and cannot be changed', async () => {
  const { id } = await team.rule()
  const other = await rules.team()
  expect(await listRules(other.ctx)).toEqual([])
  for (const act of [
    () => getRule(other.ctx, id),
    () => updateRule(other.ctx, id, { version: 1, definition: definition() }),
    () => disableRule(other.ctx, id),
    () => deleteRule(other.ctx, id),
  ]) {
    await expect(act()).rejects.toMatchObject({ code: 'not_found' })
  }
  await setKillSwitch(other.ctx, true)
  await other.says('price')
  const conversationId = await team.says('price')
  expect(await other.replies()).toEqual([])
  expect(await team.replies()).toHaveLength(1)
  expect((await listRuns(other.ctx, { limit: 5 })).items).toEqual([])
  expect(await listChecks(other.ctx, { conversationId, limit: 5 })).toEqual([])
})

test('the API takes a rule from saving to the log', async () => {
  const server = new OpenAPIHono<HttpEnv>()
  server.use('*', (c, next) => {
    c.set('ctx', team.ctx)
    c.set('app', rules.desk.app)
    c.set('requestId', 'test')
    return next()
  })
  server.route('/api/v1/rules', routes)
  const call = async (method: string, path: string, input?: unknown) => {
    const response = await server.request(`/api/v1/rules${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    })
    const answered: unknown = await response.json()
    return { status: response.status, body: answered }
  }
  const made = await call('POST', '', { definition: definition() })
  expect(made).toMatchObject({ status: 200, body: { success: true, data: { version: 1, enabled: false } } })
  const { id } = z.object({ data: z.object({ id: z.uuid() }) }).parse(made.body).data
  expect(await call('POST', `/${id}/enable`)).toMatchObject({ status: 200 })
  await team.says('price')
  expect(await call('GET', '/runs?limit=5')).toMatchObject({
    body: { data: [{ ruleId: id }], meta: { cursor: null } },
  })
  expect(await call('POST', '/backtest', { definition: definition() })).toMatchObject({
    body: { data: { looked: 1, then: 1 } },
  })
  expect(await call('PUT', '/state', { stopped: true })).toMatchObject({ body: { data: { stopped: true } } })
  expect(await call('PUT', '/order', { ids: [id] })).toMatchObject({ body: { data: [{ id }] } })
  expect(await call('DELETE', `/${id}`)).toMatchObject({ body: { data: { deleted: true } } })
  expect(await call('GET', '')).toMatchObject({ body: { data: [] } })
  expect(await call('POST', '', { definition: { name: '' } })).toMatchObject({ status: 400 })
  const described = server.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '1' } })
  expect(Object.keys(described.paths ?? {})).toContain('/api/v1/rules/{id}/enable')
  expect(JSON.stringify(described).length).toBeLessThan(400_000)
})
