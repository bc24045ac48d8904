import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDesk, openShop } from './desk.ts'
import type { Desk } from './desk.ts'
import { makeVendor } from './vendor.ts'

let desk: Desk

beforeAll(async () => {
  desk = await makeDesk(makeVendor('vendor'))
})
afterAll(() => desk.close())

it('makes one contact and one conversation of fifty first messages at once', async () => {
  const shop = await openShop(desk)
  const start = desk.clock.now().getTime()
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => shop.says({ text: `Message ${n}`, at: new Date(start + n) })),
  )

  expect(await shop.identities()).toHaveLength(1)
  const contacts = await desk.sql`select from contacts where org_id = ${shop.orgId}`
  expect(contacts).toHaveLength(1)
  const [conversation, ...others] = await shop.conversations()
  expect(others).toEqual([])
  expect(conversation).toMatchObject({
    number: 1,
    inbound_count: 50,
    last_message_seq: '50',
    preview: 'Message 49',
    last_message_at: new Date(start + 49),
    waiting_since: new Date(start),
  })
  expect((await shop.messages()).map((one) => Number(one.seq))).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 1),
  )
  const { kept, counted } = await shop.counters()
  expect(kept).toEqual(counted)
  const received = (await shop.events()).filter((event) => event.type === 'message.received')
  expect(received).toHaveLength(50)
  expect(received.filter((event) => event.payload['first'])).toHaveLength(1)
  expect(received.filter((event) => event.payload['started'])).toHaveLength(1)

  await shop.says({ person: 'p2' })
  expect((await shop.conversation('p2')).number).toBe(2)
})

it('stores a message once that comes fifty times at once', async () => {
  const shop = await openShop(desk)
  await Promise.all(Array.from({ length: 50 }, () => shop.says({ id: 'same', text: 'Only once' })))
  expect(await shop.messages()).toHaveLength(1)
  expect((await shop.conversation()).inbound_count).toBe(1)
  expect(
    (await shop.events()).map((event) => event.type).filter((type) => type === 'message.received'),
  ).toHaveLength(1)
})

it('keeps fifty strangers apart, each with a number of their own', async () => {
  const shop = await openShop(desk)
  await Promise.all(Array.from({ length: 50 }, (_, n) => shop.says({ person: `stranger-${n}` })))
  expect((await shop.conversations()).map((row) => row.number)).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 1),
  )
  const { kept, counted } = await shop.counters()
  expect(kept).toEqual(counted)
})

it('calls a message the first although something else came before it', async () => {
  const shop = await openShop(desk)
  await shop.receipt('read', { watermark: desk.clock.now() })
  await shop.echo({ id: 'n1', text: 'We wrote first', ours: false })
  await shop.says({ text: 'My first words' })
  await shop.says({ text: 'My second words' })
  const received = (await shop.events()).filter((event) => event.type === 'message.received')
  expect(received.map((event) => event.payload['first'])).toEqual([true, false])
})
