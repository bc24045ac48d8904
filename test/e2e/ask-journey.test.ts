import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { listChannels } from '#features/channels/index.ts'
import { chooseChannel, connectSandbox } from '#features/chats/index.ts'
import { fillDemoLater } from '#features/demo/index.ts'
import { listConversations, sendReply, setStatus } from '#features/inbox/index.ts'
import { answerQuestion } from '#features/metrics/index.ts'
import { listSchedules } from '#features/reports/index.ts'
import { actAsCustomer, listSandboxChannels } from '#features/sandbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { importChannel } from '../../src/features/metrics/import/import-channel.ts'
import { buttonsOf, chatPerson, wordsOf } from './chat-person.ts'
import type { ChatPerson } from './chat-person.ts'

/**
 * The third journey: posts that went out are counted by the platforms, and Ana asks for it in Slack. The whole
 * program with the real SDKs and connectors; the sandboxes count what the test says.
 */
let program: TestProgram
let owner: Ctx
let ana: ChatPerson
const published: Array<{ channelId: string; connector: string; externalId: string }> = []
const day = () => new Date().toISOString().slice(0, 10)

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  await fillDemoLater(program.app)
  ana = chatPerson(program, 'slack', 'Ana')
  const { id: workspaceId } = await connectSandbox(owner, { surface: 'slack' })
  await chooseChannel(owner, { workspaceId, channel: ana.social, name: '#social', purposes: ['publishing'] })
  await until(async () => (await postsOut()).length >= 4, { what: 'the demo’s posts to be out and counted' })
  published.push(...(await postsOut()))
  await countAll()
})
afterAll(() => program.close())

const postsOut = () =>
  program.app.systemDb
    .selectFrom('measured_posts')
    .innerJoin('channels', 'channels.id', 'measured_posts.channel_id')
    .select(['channel_id as channelId', 'channels.connector', 'measured_posts.external_id as externalId'])
    .where('measured_posts.external_id', '<>', '')
    // Those of the demo's past are counted already.
    .where('measured_posts.next_at', 'is not', null)
    .execute()

/** Each post on X has 12 likes and 3 replies, each on Facebook 20 reactions. */
async function countAll(): Promise<void> {
  const channels = await listChannels(owner)
  for (const post of published) {
    const account = must(
      channels.find((one) => one.id === post.channelId),
      'account',
    ).externalId
    const figures =
      post.connector === 'x'
        ? {
            like_count: 12,
            reply_count: 3,
            retweet_count: 0,
            quote_count: 0,
            bookmark_count: 0,
            impression_count: 900,
          }
        : { reactions: 20, comments: 0, shares: 0, post_media_view: 400, post_total_media_view_unique: 300 }
    program.app.sandbox?.get(post.connector)?.count?.(account, figures, { post: post.externalId })
  }
  await program.app.systemDb
    .updateTable('measured_posts')
    .set({ next_at: new Date(0) })
    .where('next_at', 'is not', null)
    .execute()
  for (const id of new Set(published.map((post) => post.channelId)))
    await importChannel(owner, id, new AbortController().signal)
}

const on = (connector: string) => published.filter((post) => post.connector === connector).length
const saysAll =
  (...words: string[]) =>
  (one: ChatSandboxMessage) =>
    words.every((word) => wordsOf(one).includes(word))

test('a question in words is answered in Slack with what the platforms counted, the same as by the API', async () => {
  const [x, facebook] = [on('x') * 15, on('facebook') * 20]
  await ana.types(ana.social, 'engagement today by platform')
  const answer = await ana.reads(
    ana.social,
    'is ahead with',
    saysAll(`${x}`, `${facebook}`, `${x + facebook}`),
  )
  expect(wordsOf(answer)).toContain('likes + comments + shares + saves')
  expect(wordsOf(answer)).toContain(`n = ${published.length} posts`)
  const period = { from: day(), to: day() }
  const { metrics, rows } = await answerQuestion(owner, { metrics: ['engagements'], by: 'platform', period })
  expect(metrics[0]?.total.value).toBe(x + facebook)
  expect(Object.fromEntries(rows.map((row) => [row.key, row.figures[0]?.value]))).toEqual({ x, facebook })

  await ana.types(ana.social, 'only x')
  await ana.reads(ana.social, `Engagements: ${x}`)
  await ana.types(ana.social, 'top 2 posts by likes today')
  await ana.reads(ana.social, 'Likes', saysAll('#', '12'))
})

test('words behind “ask” that nobody understands get no figure', async () => {
  await ana.types(ana.direct, 'ask the wombat about its umbrella')
  await ana.reads(ana.direct, 'I did not understand that')
})

test('what is not measured is refused with the nearest that is', async () => {
  await ana.types(ana.direct, 'how much did we spend last month?')
  await ana.reads(ana.direct, 'Spend is not measured', saysAll('The nearest that is: impressions'))
  await ana.types(ana.direct, 'whats our share of voice this month')
  await ana.reads(ana.direct, 'There is no such figure here')
})

test('a button asks on: compared with the day before, which nobody measured', async () => {
  await ana.types(ana.direct, 'likes on x today')
  const answer = await ana.reads(ana.direct, 'Likes: ')
  expect(buttonsOf(answer).map(({ label }) => label)).toContain('Compare')
  await ana.presses(ana.direct, answer, 'Compare')
  await ana.reads(ana.direct, 'Not measured before')
})

test('“send this here” schedules it, and at its time the same numbers come', async () => {
  // A question of its own: two acts of one person may be done side by side.
  const x = on('x') * 3
  await ana.types(ana.social, 'comments on x today')
  await ana.reads(ana.social, `Comments: ${x}`)
  await ana.types(ana.social, 'send this here every day at 8:30')
  await ana.reads(ana.social, 'this channel', saysAll('Next:'))
  const [schedule] = await until(
    async () => {
      const all = await listSchedules(owner)
      return all.length > 0 ? all : undefined
    },
    { what: 'the schedule' },
  )
  expect(schedule).toMatchObject({ place: { kind: 'channel', channel: ana.social } })
  // What was posted today is told today: its period is made the present day for the test.
  const [row] = await program.app.systemDb.selectFrom('report_schedules').select('sections').execute()
  const sections = must(row?.sections, 'sections').map((section) => ({
    ...section,
    question: { ...section.question, period: 'today' },
  }))
  const now = { sections: JSON.stringify(sections), next_at: new Date(0) }
  await program.app.systemDb.updateTable('report_schedules').set(now).execute()
  const report = await ana.reads(
    ana.social,
    'Stop sending',
    saysAll(`Comments: ${x}`, must(schedule, 'one').name),
  )
  await program.app.systemDb
    .updateTable('report_schedules')
    .set({ next_at: new Date(1) })
    .execute()
  await ana.reads(ana.social, 'nothing new to report')
  await ana.presses(ana.social, report, 'Stop sending')
  await ana.reads(ana.social, 'is not sent any more')
  expect(await listSchedules(owner)).toEqual([])
})

test('how fast we answer is counted from the conversations themselves', async () => {
  const metrics = [
    'messages_received',
    'conversations_opened',
    'first_response_time',
    'resolution_time',
    'auto_reply_share',
  ] as const
  const figures = async () => {
    const period = { from: day(), to: day() }
    const answer = await answerQuestion(owner, {
      metrics: [...metrics],
      period,
      filters: { platform: 'instagram' },
    })
    return answer.metrics.map((metric) => metric.total)
  }
  const before = await figures()
  const channelId = must(
    (await listSandboxChannels(owner)).find((one) => one.connector === 'instagram'),
    'Instagram',
  ).channelId
  const person = { id: '17841400000099002', name: 'Otto Stopwatch' }
  await actAsCustomer(owner, { kind: 'write', channelId, person, text: 'Is anybody there?' })
  const { items } = await until(
    async () => {
      const page = await listConversations(
        owner,
        { status: 'open', assignee: 'all', sort: 'newest' },
        { limit: 5 },
      )
      return page.items.some((one) => one.contact.name === person.name) ? page : undefined
    },
    { what: 'the conversation' },
  )
  const { id: conversationId } = must(
    items.find((one) => one.contact.name === person.name),
    'conversation',
  )
  await sendReply(owner, { conversationId, text: 'We are.', clientId: newId() })
  await setStatus(owner, { conversationId, status: 'resolved' })
  await actAsCustomer(owner, { kind: 'write', channelId, person, text: 'Thank you!' })
  await until(
    async () => {
      const after = await figures()
      expect(after[0]?.value).toBe((before[0]?.value ?? 0) + 2)
      expect(after[1]?.value).toBe((before[1]?.value ?? 0) + 2)
      expect(after.slice(2).map((total) => total.n)).toEqual(before.slice(2).map((total) => total.n + 1))
      return true
    },
    { what: 'the figures to follow' },
  )
  await ana.types(ana.direct, 'how fast did we answer on instagram today?')
  await ana.reads(ana.direct, 'First response time', saysAll('conversations', 'from our own log'))
})

test('an alert tells it when it is so, once', async () => {
  await ana.types(ana.social, 'tell me when engagements go over 10')
  await ana.reads(ana.social, 'I will tell it in this channel')
  const fired = await ana.reads(ana.social, 'Engagements is at', saysAll('over 10', 'Stop this alert'))
  await program.app.systemDb
    .updateTable('alerts')
    .set({ next_at: new Date(0) })
    .where('next_at', 'is not', null)
    .execute()
  await until(
    async () => {
      const row = await program.app.systemDb.selectFrom('alerts').select('next_at').executeTakeFirstOrThrow()
      return row.next_at !== null && row.next_at.getTime() > Date.now()
    },
    { what: 'the second look' },
  )
  const all = ana.seen(ana.social).filter((one) => wordsOf(one).includes('Engagements is at'))
  expect(all.map((one) => one.id)).toEqual([fired.id])
})
