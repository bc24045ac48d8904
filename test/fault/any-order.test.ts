import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { PersonEvent } from '../../src/features/inbox/inbound/apply-event.ts'
import { messageReceived } from '#features/inbox/index.ts'
import { createRule, setRulesState } from '#features/rules/index.ts'
import { job as applyRules } from '../../src/features/rules/jobs/apply-rules.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { story, tell } from './story.ts'
import { fails, makeVendor } from './vendor.ts'
import { makeRandom, sample, seed } from './whole.ts'

const vendor = makeVendor('vendor', { text: { max: 1_000, unit: 'characters' } })
let desk: Desk

beforeAll(async () => {
  desk = await makeDesk(vendor)
})
afterEach(() => vendor.reset())
afterAll(() => desk.close())

/** A customer has written, and two answers went out whose fate nobody knows. */
async function openStory() {
  const shop = await openShop(desk)
  const start = desk.clock.now().getTime()
  await shop.says({ id: 'opening', text: 'Hello?', at: new Date(start - 1_000) })
  vendor.next(fails('outcome_unknown'), fails('outcome_unknown'))
  const replies = [await shop.reply('First answer'), await shop.reply('Second answer')]
  await shop.drain()
  return { shop, start, replies: replies.map((one) => one.id) }
}

/** Eight workers take the events as they come. */
async function applyAll(shop: Shop, events: PersonEvent[]): Promise<void> {
  const queue = [...events]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let event = queue.shift(); event; event = queue.shift()) await shop.apply(event)
    }),
  )
}

async function stateOf(shop: Shop, replies: string[]) {
  const [conversation, ...others] = await shop.conversations()
  const messages = await shop.messages()
  const [identity] = await shop.identities()
  const waiting =
    await desk.sql`select provider_id from waiting_changes where org_id = ${shop.orgId} order by 1`
  const { kept, counted } = await shop.counters()
  const received = (await shop.events()).filter((event) => event.type === messageReceived.type)
  return {
    others,
    counters: {
      kept: kept.filter((one) => !one.key.includes(shop.owner.memberId)),
      same: equal(kept, counted),
    },
    conversation: conversation && {
      status: conversation.status,
      inbound: conversation.inbound_count,
      seq: conversation.last_message_seq,
      needsReply: conversation.needs_reply,
      waitingSince: conversation.waiting_since,
      lastAt: conversation.last_message_at,
      lastInboundAt: conversation.last_inbound_at,
      lastOutboundAt: conversation.last_outbound_at,
      activityAt: conversation.last_activity_at,
      readAt: conversation.contact_read_at,
      preview: conversation.preview,
      author: conversation.preview_author,
    },
    blocked: identity?.blocked,
    messages: messages
      .map((one) => ({
        id: one.provider_id ?? `reply ${replies.indexOf(one.id)}`,
        kind: one.kind,
        author: one.author_kind,
        text: one.text,
        at: one.at,
        state: one.state,
        failure: one.failure_kind,
        reactions: one.reactions,
        edits: one.edits,
        editedAt: one.edited_at,
        unsentAt: one.unsent_at,
      }))
      .sort((a, b) => a.id.localeCompare(b.id)),
    waiting: waiting.map((row) => String(row['provider_id'])),
    told: received.map((event) => String(event.objectId)).length,
    toldOnce: new Set(received.map((event) => event.objectId)).size === received.length,
  }
}

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

it(
  `any order, repetition and concurrency ends in one state (seed ${seed})`,
  async () => {
    const property = fc.asyncProperty(story, fc.nat(), async (told, salt) => {
      const random = makeRandom(salt)
      const plain = await openStory()
      for (const event of tell(told, plain.shop.account, plain.start, plain.replies))
        await plain.shop.apply(event)
      const expected = await stateOf(plain.shop, plain.replies)
      expect(expected).toMatchObject({ others: [], toldOnce: true, counters: { same: true } })

      const wild = await openStory()
      const events = tell(told, wild.shop.account, wild.start, wild.replies)
      const repeated = events.flatMap((event) =>
        Array.from({ length: 1 + Math.floor(random() * 3) }, () => event),
      )
      await applyAll(wild.shop, shuffled(repeated, random))
      expect(await stateOf(wild.shop, wild.replies)).toEqual(expected)
    })
    await fc.assert(property, {
      seed,
      numRuns: sample(25, 1_000),
      interruptAfterTimeLimit: sample(25_000, 800_000),
      endOnFailure: sample(true, false),
    })
  },
  sample(60_000, 900_000),
)

it(`a rule answers each message once, however often it is told (seed ${seed})`, async () => {
  const shop = await openShop(desk)
  await setRulesState(shop.ctx, { maxRepliesPerHour: 60 })
  await createRule(shop.ctx, {
    enabled: true,
    definition: {
      name: 'Everybody',
      when: { kind: 'all', of: [{ kind: 'author', is: ['contact'] }] },
      then: [{ kind: 'reply', text: 'We will be with you soon.' }],
    },
  })
  const random = makeRandom(seed)
  const start = desk.clock.now().getTime()
  const said = Array.from({ length: 12 }, (_, n) => ({
    id: `m${n}`,
    text: `Message ${n}`,
    at: new Date(start + n * 1_000),
  }))
  await Promise.all(shuffled([...said, ...said, ...said], random).map((one) => shop.says(one)))
  const told = (await shop.events()).filter((event) => event.type === messageReceived.type)
  expect(told).toHaveLength(12)

  const run = { id: '1', attempt: 1, signal: new AbortController().signal }
  await Promise.all(
    shuffled([...told, ...told, ...told], random).map((event) =>
      applyRules.run(shop.system, { ...event, payload: messageReceived.payload.parse(event.payload) }, run),
    ),
  )
  const answers = (await shop.messages()).filter((message) => message.author_kind === 'rule')
  expect(answers).toHaveLength(12)
  await Promise.all(Array.from({ length: 4 }, () => shop.drain()))
  expect(vendor.calls).toHaveLength(12)
})
