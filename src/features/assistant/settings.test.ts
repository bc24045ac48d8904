import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { changeSettings, modelInUse, noteUsage, readSettings, readUsage } from './index.ts'

const env = { OPENAI_API_KEY: 'k', OPENAI_MODEL: 'small' }
let desk: TestApp
let fewer: TestApp
let team: Team
beforeAll(async () => {
  desk = await makeTestApp({ env: { ...env, OPENAI_MODELS: 'large, huge,,small' } })
  fewer = await makeTestApp({ env, beside: desk })
})
afterAll(async () => {
  await fewer.close()
  await desk.close()
})
beforeEach(async () => {
  team = await makeTeam(desk)
})

/** The same organisation, after a restart with another list of models, or without a key. */
const restarted = (llm = fewer.app.llm) => ({ ...team.ctx, llm, config: fewer.app.config })
const audited = () =>
  desk.sql`select summary from audit_log where org_id = ${team.orgId} and verb like 'assistant.%' order by at, id`

test('the usual model, until another of the list is chosen; it is in the audit log', async () => {
  expect(await readSettings(await team.as('viewer'))).toEqual({
    available: true,
    enabled: true,
    model: 'small',
    chosen: null,
    isGone: false,
    usual: 'small',
    models: ['small', 'large', 'huge'],
    server: 'api.openai.com',
  })
  await changeSettings(await team.as('admin'), { model: 'large' })
  expect(await modelInUse(team.ctx)).toBe('large')
  expect(await modelInUse((await makeTeam(desk, 'Others')).ctx)).toBe('small')
  await changeSettings(team.ctx, { model: null })
  expect(await modelInUse(team.ctx)).toBe('small')
  expect([...(await audited())].map(({ summary }) => summary)).toEqual([
    'chose large for the assistant',
    'chose the usual model for the assistant',
  ])
})

test('only owners and admins choose, and only from the list', async () => {
  for (const role of ['manager', 'agent', 'viewer'] as const)
    await expect(changeSettings(await team.as(role), { model: 'large' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  await expect(changeSettings(team.ctx, { model: 'gpt-secret' })).rejects.toMatchObject({ code: 'invalid' })
  await expect(readSettings({ ...team.ctx, scopes: new Set() })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await modelInUse(team.ctx)).toBe('small')
})

test('a model that is not offered any more: the usual one is asked, and it is said', async () => {
  await changeSettings(team.ctx, { model: 'large' })
  expect(await readSettings(restarted())).toMatchObject({ model: 'small', chosen: 'large', isGone: true })
  expect(await modelInUse(restarted())).toBe('small')
  expect(await modelInUse(team.ctx)).toBe('large')
})

test('switched off, and without a key, none is asked', async () => {
  await changeSettings(team.ctx, { model: 'large' })
  await changeSettings(team.ctx, { enabled: false })
  expect(await modelInUse(team.ctx)).toBeUndefined()
  expect(await readUsage(team.ctx)).toMatchObject({ enabled: false, model: null })
  await changeSettings(team.ctx, { enabled: true })
  expect(await modelInUse(team.ctx)).toBe('large')
  const without = { ...team.ctx, llm: undefined }
  expect(await modelInUse(without)).toBeUndefined()
  expect(await readSettings(without)).toMatchObject({ available: false, models: [], server: null })
})

test('what was used, by model: a price that is not known is not made up', async () => {
  await noteUsage(team.ctx, { model: 'gpt-5.4-mini', promptTokens: 1_000, completionTokens: 0 })
  await noteUsage(team.ctx, { model: 'small', promptTokens: 5_000, completionTokens: 5 })
  const usage = await readUsage(team.ctx)
  expect(usage).toMatchObject({ calls: 2, tokens: 6_005, costUsd: null, days: [{ calls: 2, tokens: 6_005 }] })
  expect(usage.models).toEqual([
    { model: 'small', calls: 1, tokens: 5_005, costUsd: null },
    { model: 'gpt-5.4-mini', calls: 1, tokens: 1_000, costUsd: 0.00075 },
  ])
})
