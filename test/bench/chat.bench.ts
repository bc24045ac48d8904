import { setTimeout as wait } from 'node:timers/promises'
import type postgres from 'postgres'
import { savePolicy } from '#features/approvals/index.ts'
import { createPost, submitPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { atMost, defineBench, forOrientation, percentile } from './bench.ts'
import type { BenchEnv } from './env.ts'
import {
  act,
  openChatBenchDesk,
  postCopyOf,
  seen,
  until,
  type BenchChat,
  type BenchPlace,
  type ChatBenchDesk,
} from './kit/chat-desk.ts'

const copiesEach = 10
const waitingJobs = 1_000
const paceMs = 300
/** Slack lets a bot change fifty messages a minute. */
const pauseMs = 15_000
const spec = JSON.stringify({ identifier: 'inbox/wake-snoozed', payload: { orgId: null, data: {} } })

/**
 * A decision in one chat until every copy of its card, in all of them, shows it; and how long a chat waits for our
 * acknowledgement. The real SDKs in between; the sandboxes keep the vendors' rate limits, in this process.
 */
export const bench = defineBench({
  name: 'chat',
  unit: 'ms',
  async run(env) {
    const desk = await openChatBenchDesk(env)
    await savePolicy(desk.owner, {
      name: 'Owners',
      definition: {
        selfApproval: true,
        stages: [{ name: 'Review', rule: 'any', memberIds: [must(desk.owner.memberId, 'owner')] }],
      },
    })
    const copies: number[] = []
    const rounds = env.quick ? 1 : 3
    for (let round = 0; round < rounds; round++) {
      if (round > 0) await wait(pauseMs)
      const times = await decideOnce(desk, must(desk.chats[round % desk.chats.length], 'chat'))
      env.tell(`${times.length} copies, the last after ${Math.round(Math.max(...times))} ms`)
      copies.push(...times)
    }
    const acknowledged = await actWhileJobsWait(env, desk)
    return [
      ...[...acknowledged].map(([surface, times]) =>
        atMost(
          `${surface}: act → acknowledged while 1,000 jobs wait, p99`,
          percentile(times, 0.99),
          'ms',
          300,
        ),
      ),
      atMost('a decision → 10 copies on each chat updated, p95', percentile(copies, 0.95), 'ms', 3_000),
      forOrientation('a decision → 10 copies on each chat updated, p50', percentile(copies, 0.5), 'ms'),
    ]
  },
})

interface Watched {
  chat: BenchChat
  place: BenchPlace
  message: string
}

/** Milliseconds from the press of Approve until each copy has lost its buttons. */
async function decideOnce(desk: ChatBenchDesk, by: BenchChat): Promise<number[]> {
  const { owner, chats, channelId } = desk
  const post = await createPost(owner, {
    body: { text: `Fresh bread from seven, and at nine it is gone. (${Date.now()})` },
    targets: [{ channelId }],
  })
  const words = `#${post.number}`
  await submitPost(owner, { postId: post.id })
  // Who is asked gets a card by itself; a picture of the preview comes a little later.
  await until(
    () => chats.every((chat) => openCards(chat, chat.direct, words).length === 1),
    'the asked to be told',
  )
  await untilQuiet(desk, post.id)
  for (const chat of chats) await fillUp(owner, chat, post.id, words)
  await untilQuiet(desk, post.id)
  const watched = chats.flatMap((chat): Watched[] =>
    [chat.direct, ...chat.places].flatMap((place) =>
      openCards(chat, place, words).map(({ message }) => ({ chat, place, message })),
    ),
  )
  if (watched.length !== copiesEach * chats.length)
    throw new Error(`${watched.length} copies stand in the chats`)
  const card = must(openCards(by, by.direct, words)[0], 'card')
  const startedAt = performance.now()
  const pressed = act(by, by.direct, card)
  const times = await watch(watched, startedAt)
  const { error } = await pressed
  if (error) throw new Error(`${by.surface}: ${error}`)
  await untilQuiet(desk, post.id)
  return times
}

/** A group that the bot was brought to has the card already; other chats get one until there are ten. */
async function fillUp(owner: Ctx, chat: BenchChat, id: string, words: string): Promise<void> {
  const bare = chat.places.filter((place) => openCards(chat, place, words).length === 0)
  const missing = copiesEach - 1 - (chat.places.length - bare.length)
  for (const place of bare.slice(0, missing)) await postCopyOf(owner, chat, place, { type: 'post', id })
}

async function watch(waiting: Watched[], startedAt: number): Promise<number[]> {
  const times: number[] = []
  let left = waiting
  while (left.length > 0) {
    if (performance.now() - startedAt > 60_000) throw new Error(`${left.length} copies were never updated`)
    left = left.filter(({ chat, place, message }) => {
      if (
        approveButton(
          must(
            seen(chat, place).find(({ id }) => id === message),
            'copy',
          ),
        )
      )
        return true
      times.push(performance.now() - startedAt)
      return false
    })
    await wait(20)
  }
  return times
}

function openCards(chat: BenchChat, place: BenchPlace, words: string) {
  return seen(chat, place).flatMap((message) => {
    const button = approveButton(message)
    return button && JSON.stringify(message.blocks).includes(words) ? [{ message: message.id, button }] : []
  })
}

const approveButton = ({ blocks }: ReturnType<typeof seen>[number]): string | undefined =>
  blocks
    .flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
    .find(({ label }) => label.startsWith('Approve'))?.id

/** No copy of the card is behind, and its picture is made. */
function untilQuiet({ owner }: ChatBenchDesk, postId: string): Promise<void> {
  return until(async () => {
    const behind = await owner.app.systemDb
      .selectFrom('cards')
      .select('id')
      .where('object_id', '=', postId)
      .where((eb) => eb.or([eb('state', '!=', 'posted'), eb('rendered_pos', '<', eb.ref('wanted_pos'))]))
      .executeTakeFirst()
    const picture = await owner.app.systemDb.selectFrom('post_previews').select('hash').executeTakeFirst()
    return behind === undefined && picture !== undefined
  }, 'the cards to be in step')
}

/** Somebody types in each chat at a steady pace while the worker never gets through its queue. */
async function actWhileJobsWait(env: BenchEnv, desk: ChatBenchDesk): Promise<Map<string, number[]>> {
  const sql = env.sql(desk.database.superuserUrl)
  const times = new Map(desk.chats.map((chat): [string, number[]] => [chat.surface, []]))
  for (let round = 0; round < (env.quick ? 15 : 100); round++) {
    await fillQueue(sql)
    const answers = desk.chats.map(async (chat) => {
      const done = await act(chat, chat.typesIn, { text: 'help' })
      if (done.error) throw new Error(`${chat.surface}: ${done.error}`)
      times.get(chat.surface)?.push(done.acknowledgedMs)
    })
    await Promise.all([...answers, wait(paceMs)])
  }
  for (const [surface, all] of times) env.tell(`${surface}: p50 ${percentile(all, 0.5).toFixed(1)} ms`)
  return times
}

async function fillQueue(sql: postgres.Sql): Promise<void> {
  await sql`select graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec, ${spec}::text::json)
    from generate_series(1, ${waitingJobs}::int - (select count(*)::int from graphile_worker._private_jobs))))`
}
