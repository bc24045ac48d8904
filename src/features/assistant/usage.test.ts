import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeCtx } from '#kernel/ctx.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { hasBudget, noteUsage, readUsage } from './index.ts'
import { job } from './jobs/forget-usage.ts'
import { priceOf } from './price-of.ts'

let desk: TestApp
let team: Team
beforeAll(async () => {
  desk = await makeTestApp({ env: { OPENAI_API_KEY: 'k', ASSISTANT_TOKENS_PER_MONTH: '3000' } })
})
afterAll(() => desk.close())
beforeEach(async () => {
  desk.clock.set(new Date('2026-11-30T22:00:00Z'))
  team = await makeTeam(desk)
})

const used = (promptTokens: number, completionTokens: number, model = 'gpt-5.4-mini') => ({
  model,
  promptTokens,
  completionTokens,
})

test('tokens and cost of the month, by day; another organisation’s are its own', async () => {
  await noteUsage(team.ctx, used(1_000, 100))
  desk.clock.advance(60 * 60_000)
  await noteUsage(team.ctx, used(500, 0))
  const cost = (1_500 * 0.75 + 100 * 4.5) / 1_000_000
  const usage = await readUsage(await team.as('viewer'))
  expect(usage).toMatchObject({
    enabled: true,
    model: 'gpt-5.4-mini',
    month: '2026-11',
    calls: 2,
    promptTokens: 1_500,
    completionTokens: 100,
    budget: 3_000,
    left: 1_400,
    days: [{ day: '2026-11-30', calls: 2, tokens: 1_600 }],
  })
  expect(usage.costUsd).toBeCloseTo(cost, 8)
  const others = await makeTeam(desk, 'Others')
  expect(await readUsage(others.ctx)).toMatchObject({ calls: 0, tokens: 0, costUsd: 0, days: [] })
  await expect(readUsage({ ...team.ctx, scopes: new Set() })).rejects.toMatchObject({ code: 'forbidden' })
})

test('a budget that is used up is there again in the next month', async () => {
  expect(await hasBudget(team.ctx)).toBe(true)
  await noteUsage(team.ctx, used(2_900, 100))
  expect(await hasBudget(team.ctx)).toBe(false)
  desk.clock.advance(3 * 60 * 60_000)
  expect(await hasBudget(team.ctx)).toBe(true)
  expect(await readUsage(team.ctx)).toMatchObject({ month: '2026-12', tokens: 0, left: 3_000 })
})

test('a price that is not known makes the sum unknown', async () => {
  await noteUsage(team.ctx, used(10, 1))
  await noteUsage(makeCtx(desk.app, { orgId: team.orgId }), used(10, 1, 'my-own'))
  expect(await readUsage(team.ctx)).toMatchObject({ calls: 2, costUsd: null, days: [{ costUsd: null }] })
  const tokens = { promptTokens: 1_000_000, completionTokens: 1_000_000 }
  const at = (baseUrl: string, model: string) => priceOf({ baseUrl, model }, tokens)
  expect(at('https://api.openai.com/v1', 'gpt-4.1-mini-2025-04-14')).toBeCloseTo(2)
  expect(at('http://localhost:11434/v1', 'gpt-4.1-mini')).toBeNull()
})

test('what is older than a year and a month is forgotten', async () => {
  await noteUsage(team.ctx, used(10, 1))
  const count = async () => (await desk.sql`select from assistant_usage where org_id = ${team.orgId}`).count
  const run = () => job.run(desk.app, {}, { id: '1', attempt: 1, signal: new AbortController().signal })
  desk.clock.advance(399 * 86_400_000)
  await run()
  expect(await count()).toBe(1)
  desk.clock.advance(2 * 86_400_000)
  await run()
  expect(await count()).toBe(0)
})
