import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { startTestRedis } from '#test/kit/redis.ts'
import type { TestRedis } from '#test/kit/redis.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { until } from '#test/kit/until.ts'
import { contextOf, forgetContext, keepContext } from '#bots/core/said-before.ts'
import { keepTurn, turnsOf } from '#bots/core/assistant/turns.ts'

let server: TestRedis
let one: TestApp
let other: TestApp
let team: Team
beforeAll(async () => {
  server = await startTestRedis()
  const env = { REDIS_URL: server.url, ROLES: 'http,worker,bots' }
  one = await makeTestApp({ env })
  other = await makeTestApp({ env, beside: one })
  team = await makeTeam(one)
})
afterAll(async () => {
  await other.close()
  await one.close()
  await server.close()
})

const happened = defineEvent({ type: 'test.happened', payload: z.object({ n: z.number() }) })
const inOther = () => makeCtx(other.app, { ...team.ctx })

async function tell(app: App, n: number): Promise<void> {
  await inTransaction(makeCtx(app, { orgId: team.orgId }), async (tx) => emit(tx, happened, newId(), { n }))
  await app.dispatcher.drain()
}

const logReads = async (app: App) =>
  Number(/^event_log_reads_total (\d+)$/m.exec(await app.telemetry.text())?.[1] ?? 0)

describe('events of another process', () => {
  test('come in order, each once, mostly without a read; also while Redis is away', async () => {
    const heard: unknown[] = []
    const stop = other.app.hub.subscribe(team.orgId, (events: LoggedEvent[]) => {
      for (const event of events) if (event.type === happened.type) heard.push(event.payload)
    })
    const last = async (n: number) => until(() => heard.length === n + 1, { what: `event ${n}` })
    await tell(one.app, 0)
    await until(async () => (await logReads(other.app)) > 0, { what: 'the place in the log to be known' })
    heard.length = 0
    await tell(one.app, 0)
    await last(0)
    const before = await logReads(other.app)
    for (let n = 1; n < 20; n++) {
      await tell(one.app, n)
      await last(n)
    }
    expect((await logReads(other.app)) - before).toBeLessThan(10)
    await server.kill()
    for (let n = 20; n < 25; n++) await tell(one.app, n)
    await last(24)
    await server.start()
    await until(() => one.app.redis?.answers())
    for (let n = 25; n < 30; n++) await tell(n % 2 ? one.app : other.app, n)
    await last(29)
    expect(heard).toEqual(Array.from({ length: 30 }, (_, n) => ({ n })))
    stop()
  })
})

test('who types is seen in the other process, with Redis and without', async () => {
  const who = { memberId: newId(), name: 'Ana' }
  const seen = (conversationId: string) =>
    until(() => other.app.presence.of(team.orgId, conversationId)[0]?.state === 'typing')
  const [first, second] = [newId(), newId()]
  one.app.presence.mark(team.orgId, first, who, 'typing')
  await seen(first)
  await server.kill()
  one.app.presence.mark(team.orgId, second, who, 'typing')
  await seen(second)
  await server.start()
  await until(() => one.app.redis?.answers() && other.app.redis?.answers())
})

test('what somebody said before is known in the other process', async () => {
  const said = { place: 'general' }
  const meaning = { kind: 'command' as const, command: 'schedule' as const, args: { at: '10:00' } }
  expect(await contextOf(inOther(), said)).toBeUndefined()
  await keepContext(team.ctx, said, meaning)
  await until(async () => (await contextOf(inOther(), said)) !== undefined, { timeoutMs: 5_000 })
  expect(await contextOf(inOther(), said)).toEqual(meaning)
  await forgetContext(inOther(), said)
  await until(async () => (await contextOf(team.ctx, said)) === undefined, { timeoutMs: 5_000 })
  await keepTurn(team.ctx, 'general', { said: 'one', did: '1' })
  await keepTurn(inOther(), 'general', { said: 'two', did: '2' })
  await until(async () => (await turnsOf(team.ctx, 'general')).length === 2, { timeoutMs: 5_000 })
})
