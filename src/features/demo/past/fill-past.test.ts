import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerDashboard, listDashboards } from '#features/dashboards/index.ts'
import { getCounts, listConversations } from '#features/inbox/index.ts'
import { bestTimes, funnel, rollingPeriod, todayIn } from '#features/metrics/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { getPost, listPosts } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { fillDemoLater, listTrySteps } from '../index.ts'
import { fillPast } from './fill-past.ts'

let program: TestProgram
let owner: Ctx
let firstOpen: string[]
const opened = async () =>
  (
    await listConversations(owner, { status: 'open', assignee: 'all', sort: 'newest' }, { limit: 50 })
  ).items.map(({ id }) => id)

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  firstOpen = await opened()
  await fillDemoLater(program.app)
  await until(async () => (await counted()).posts > 0, { what: 'the past', timeoutMs: 60_000 })
})
afterAll(() => program.close())

interface Counted {
  posts: number
  talks: number
  levels: number
  people: number
  events: number
}

async function counted(): Promise<Counted> {
  const org = owner.orgId
  const { rows } = await sql<Counted>`select
    (select count(*)::int from posts where org_id = ${org} and source->>'act' like 'demo-past-%') as posts,
    (select count(*)::int from conversations where org_id = ${org}) as talks,
    (select count(*)::int from account_days where org_id = ${org} and measure = 'followers') as levels,
    (select count(*)::int from contacts where org_id = ${org}) as people,
    (select count(*)::int from events e where org_id = ${org} and exists (
      select from posts p where p.org_id = ${org} and p.source->>'act' like 'demo-past-%' and p.id = e.object_id::uuid)) as events`.execute(
    program.app.systemDb,
  )
  return must(rows[0], 'counts')
}

test('every number of the overview has a value, and one before it', async () => {
  const overview = must((await listDashboards(owner))[0], 'the overview')
  await until(
    async () => {
      const { widgets } = await answerDashboard(owner, overview.id, {})
      const numbers = widgets.filter(({ id }) =>
        overview.widgets.some((one) => one.id === id && one.kind === 'question' && one.look === 'number'),
      )
      expect(numbers).toHaveLength(8)
      for (const one of numbers) {
        const total =
          'answer' in one && one.answer && 'metrics' in one.answer ? one.answer.metrics[0]?.total : undefined
        expect(total?.value, one.id).toBeGreaterThan(0)
        expect(total?.before, one.id).toBeGreaterThan(0)
      }
      return true
    },
    { what: 'the importer to have read the accounts', timeoutMs: 60_000 },
  )
})

test('best times say when, and a funnel of last month has people in it', async () => {
  const best = await bestTimes(owner)
  expect(best.isEnough).toBe(true)
  expect(best.cells[0]).toMatchObject({ weekday: 4, hour: 17 })
  expect(must(best.cells[0], 'the best hour').lift).toBeGreaterThan(1.1)
  const { timezone } = await getOrg(owner)
  const period = rollingPeriod('last_month', todayIn(timezone, new Date()))
  const { total } = await funnel(owner, { of: 'conversations', period })
  expect(total.n).toBeGreaterThan(5)
})

test('the posts stand as published with what each account got, and the inbox is as it was', async () => {
  const { items } = await listPosts(owner, { state: 'published' }, { limit: 100 })
  const past = items.filter((post) => post.author.name !== 'Ana')
  expect(past.length).toBeGreaterThan(40)
  const post = await getPost(owner, { postId: must(past.at(-1), 'the oldest').id })
  expect(post.preparing).toBe(false)
  expect(post.targets[0]).toMatchObject({ state: 'published', failure: null })
  expect(await opened()).toEqual(firstOpen)
  await until(async () => (await getCounts(owner)).resolved.all > 40, { what: 'the counters' })
  const steps = await listTrySteps(owner)
  expect(steps.filter((step) => step.done)).toEqual([])
})

test('nobody is told of it, and a second time adds nothing', async () => {
  const before = await counted()
  expect(before.events).toBe(0)
  await fillPast(owner)
  await fillDemoLater(program.app)
  expect(await counted()).toEqual(before)
})
