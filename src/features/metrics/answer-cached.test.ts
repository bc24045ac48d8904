import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { roleScopes } from '#contracts/scopes.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { must } from '#kernel/assert.ts'
import { updateOrg } from '#features/orgs/index.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { answerCached } from './answer-cached.ts'
import { answerQuestion } from './answer-question.ts'
import { followLog } from './follow/follow-log.ts'
import { storeAccount } from './import/store-account.ts'
import { storePosts } from './import/store-posts.ts'
import type { Question } from './schema.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
})

const likes: Question = { metrics: ['likes'], period: { from: '2026-10-01', to: '2026-10-31' } }
const messages: Question = { ...likes, metrics: ['messages_received'] }
const value = async (question: Question = likes, ctx = team.ctx) =>
  must((await answerCached(ctx, question)).metrics[0], 'metric').total.value
const figure = (of: number) => ({ measure: 'likes' as const, value: of, raw: 'likes' })

/** Changes figures without a word: only a fresh reading sees it. */
const unseen = () => team.desk.sql`update measured_posts set likes = likes + 1 where org_id = ${team.orgId}`

test('is the answer itself, and is kept while nothing changed', async () => {
  await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
  expect(await answerCached(team.ctx, likes)).toEqual(await answerQuestion(team.ctx, likes))
  await unseen()
  expect(await value()).toBe(10)
  expect(await value({ ...likes, by: 'platform' })).toBe(11)
})

test('ends with an import of posts or of the account', async () => {
  const { targetId } = await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
  expect(await value()).toBe(10)
  await storePosts(team.ctx, team.photo, 'v1', [{ targetId, figures: [figure(12)] }], [])
  expect(await value()).toBe(12)
  const reach: Question = { ...likes, metrics: ['reach'], filters: { account: team.photo } }
  expect(await value(reach)).toBeNull()
  const read = { measure: 'reach' as const, value: 500, raw: 'reach', day: '2026-10-05' }
  await storeAccount(team.ctx, team.photo, 'v1', [read], '2026-10-31')
  expect(await value(reach)).toBe(500)
})

test('ends when the log was followed; what the inbox did leaves the figures of posts', async () => {
  await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
  const chatter = await team.channel('chatter', 'Chat')
  expect([await value(), await value(messages)]).toEqual([10, 0])
  await unseen()
  await team.desk.sql`insert into events (org_id, pos, type, object_id, payload, actor, request_id, at)
    values (${team.orgId}, (select coalesce(max(pos), 0) + 1 from events), 'message.received', ${newId()}, ${team.desk.sql.json(
      {
        conversation: { id: newId(), channel: { id: chatter } },
        message: { kind: 'message', author: { kind: 'contact' }, at: '2026-10-05T10:00:00Z' },
      },
    )}, '{"kind":"system","name":"x"}', 'r', now())`
  await followLog(team.desk.app)
  expect([await value(), await value(messages)]).toEqual([10, 1])
})

test('another zone, account or day is another answer', async () => {
  await team.post(team.bird, '2026-09-30T22:30:00Z', { likes: 1 })
  expect(await value()).toBe(1)
  await updateOrg(team.ctx, { timezone: 'UTC' })
  expect(await value()).toBeNull()
  const named = async () => {
    const { rows } = await answerCached(team.ctx, { ...likes, metrics: ['posts_published'], by: 'account' })
    return rows.map(({ label }) => label)
  }
  await team.post(team.photo, '2026-10-03T10:00:00Z', {})
  expect(await named()).toEqual(['Shop photos'])
  await team.desk.sql`update channels set name = 'Studio' where id = ${team.photo}`
  expect(await named()).toEqual(['Studio'])
})

test('who may not ask is refused, also what was answered to others', async () => {
  await value(messages)
  const scopes = new Set(roleScopes.owner)
  scopes.delete('inbox:read')
  const narrow = makeCtx(team.desk.app, { orgId: team.orgId, actor: team.ctx.actor, scopes })
  await expect(value(messages, narrow)).rejects.toMatchObject({ code: 'forbidden' })
  scopes.delete('metrics:read')
  await expect(value(likes, narrow)).rejects.toMatchObject({ code: 'forbidden' })
})

test('another organisation has its own', async () => {
  await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
  expect(await value()).toBe(10)
  const other = await kit.team()
  expect(await value(likes, other.ctx)).toBeNull()
})
