import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pauseChannel, resumeChannel } from '#features/channels/index.ts'
import { markRead, sendReply, writeNote } from '#features/inbox/index.ts'
import { must } from '#kernel/assert.ts'
import { shop, startChatDesk } from '#test/kit/chat-desk.ts'
import type { ChatDesk } from '#test/kit/chat-desk.ts'
import { until } from '#test/kit/until.ts'
import { revealIdentitySecret } from './index.ts'

let { program, owner, channel, connect, pageAt, visitor, conversationOf, talking } = {} as ChatDesk

beforeAll(async () => {
  ;({ program, owner, channel, connect, pageAt, visitor, conversationOf, talking } = await startChatDesk())
})
afterAll(() => program.close())

async function statesOf(conversationId: string): Promise<Array<string | null>> {
  const query = owner.db.selectFrom('messages').select('state').where('org_id', '=', owner.orgId)
  const own = query.where('conversation_id', '=', conversationId).where('author_kind', '=', 'member')
  const written = own.where('kind', '=', 'message')
  return (await written.execute()).map((row) => row.state)
}

describe('who may ask', () => {
  test('only the websites of the chat', async () => {
    const answer = await pageAt(shop).call('/settings')
    expect(answer.headers.get('access-control-allow-origin')).toBe(shop)
    expect(answer.data).toMatchObject({ name: 'Shop chat', greeting: 'Hi!', open: true })
    for (const origin of [
      'https://evil.example',
      'https://shop.example.evil.example',
      'http://shop.example',
      'null',
    ]) {
      const refused = await pageAt(origin).enter()
      expect([origin, refused.status]).toEqual([origin, 403])
      expect(refused.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect((await pageAt().enter()).status).toBe(403)
    expect((await pageAt(program.url).enter()).status).toBe(200)
  })

  test('a preflight is answered for the websites only', async () => {
    const good = await pageAt(shop).call('/messages', { method: 'OPTIONS' })
    expect([good.status, good.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'authorization, content-type',
    ])
    expect((await pageAt('https://evil.example').call('/messages', { method: 'OPTIONS' })).status).toBe(403)
  })

  test('a chat without websites opens on our own pages only', async () => {
    const bare = await connect({ name: 'Bare' })
    expect((await pageAt(shop, bare).enter()).status).toBe(403)
    expect((await pageAt('http://127.0.0.1:9', bare).enter()).status).toBe(403)
    expect((await pageAt(program.url, bare).enter()).status).toBe(200)
  })

  test('a token of another chat, a forged one and none', async () => {
    const other = await connect({ name: 'Other', origins: shop })
    const { token } = (await pageAt(shop, other).enter()).data
    expect((await pageAt(shop, channel, token).call('/messages')).status).toBe(404)
    expect((await pageAt(shop, channel, `${token}x`).call('/messages')).status).toBe(401)
    expect((await pageAt(shop).call('/messages')).status).toBe(401)
    expect((await pageAt(shop, randomUUID()).enter()).status).toBe(404)
  })

  test('a paused chat takes nothing', async () => {
    const paused = await connect({ name: 'Paused', origins: shop })
    const page = await visitor({}, paused)
    await pauseChannel(owner, { channelId: paused })
    expect(await page.write('Hello?')).toMatchObject({
      status: 412,
      message: expect.stringContaining('closed'),
    })
    await resumeChannel(owner, { channelId: paused })
    expect((await page.write('Hello!')).status).toBe(200)
  })
})

describe('identity', () => {
  const proof = (secret: string, userId: string) => createHmac('sha256', secret).update(userId).digest('hex')

  test('the host proves it; the same person has the same thread', async () => {
    const { identitySecret } = await revealIdentitySecret(owner, channel)
    const identity = { userId: 'customer-7', hmac: proof(identitySecret, 'customer-7'), name: 'Ana Silva' }
    const phone = await visitor(identity)
    await phone.write('I wrote this on my phone')
    await conversationOf('I wrote this on my phone')
    const laptop = await visitor(identity)
    expect((await laptop.thread()).map((message) => message.text)).toEqual(['I wrote this on my phone'])
  })

  test('a wrong or missing proof, and an id of an anonymous visitor, are refused', async () => {
    const { identitySecret } = await revealIdentitySecret(owner, channel)
    expect(
      (await pageAt(shop).enter({ userId: 'customer-7', hmac: proof('guess', 'customer-7') })).status,
    ).toBe(403)
    expect((await pageAt(shop).enter({ userId: 'customer-7' })).status).toBe(403)
    const stolen = { userId: 'anon-1', hmac: proof(identitySecret, 'anon-1') }
    expect((await pageAt(shop).enter(stolen)).status).toBe(400)
  })

  test('a proved visit is not prolonged without proof', async () => {
    const { identitySecret } = await revealIdentitySecret(owner, channel)
    const { token } = (await pageAt(shop).enter({ userId: 'u8', hmac: proof(identitySecret, 'u8') })).data
    expect((await pageAt(shop).enter({ token })).status).toBe(401)
  })

  test('a chat for signed-in visitors takes no others', async () => {
    const members = await connect({ name: 'Members', origins: shop, requireIdentity: 'true' })
    expect((await pageAt(shop, members).enter()).status).toBe(403)
  })
})

describe('writing', () => {
  test('once, however often it is sent; and only into the own thread', async () => {
    const page = await visitor()
    const clientId = randomUUID()
    const send = () => page.post('/messages', { clientId, text: 'Only once, please' })
    const answers = await Promise.all([send(), send(), send()])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    const { id } = await conversationOf('Only once, please')
    expect((await page.thread()).map((message) => message.clientId)).toEqual([clientId])
    const stranger = await visitor()
    await stranger.post('/messages', { clientId, text: 'The same id from somebody else' })
    expect((await conversationOf('The same id from somebody else')).id).not.toBe(id)
    expect(await page.thread()).toHaveLength(1)
  })

  test('hostile text arrives as it is, without what cannot be stored', async () => {
    const page = await visitor()
    const text = '<img src=x onerror=alert(1)> \u202Eevil \u{1F468}\u200D\u{1F469}\u200D\u{1F467}'
    await page.post('/messages', { clientId: randomUUID(), text: `${text}\u0000` })
    await conversationOf(text)
    expect((await page.thread())[0]?.text).toBe(text)
  })

  test('nothing, too much and nonsense are refused with words', async () => {
    const page = await visitor()
    expect((await page.write('   ')).message).toBe('Write something or add a file.')
    expect((await page.write('x'.repeat(4001))).status).toBe(400)
    expect((await page.write('x'.repeat(70_000))).status).toBe(413)
    expect(
      (
        await page.call('/messages', {
          method: 'POST',
          body: '{',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(400)
  })

  test('a visitor who floods is asked to wait, and others are not', async () => {
    const page = await visitor()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => page.write(`flood ${index}`)))
    const refused = must(
      answers.find((answer) => answer.status === 429),
      'a refused message',
    )
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.message).toContain('wait a moment')
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(30)
    expect((await (await visitor()).write('I am somebody else')).status).toBe(200)
  })
})

describe('what the visitor sees', () => {
  test('the answer, and never a note, a change or another thread', async () => {
    const { page, stream, conversationId } = await talking('Do you deliver to Graz?')
    const other = await talking('A different visitor')
    await writeNote(owner, { conversationId, text: 'Secret: he always complains' })
    await sendReply(owner, { conversationId, text: 'Yes, we do!' })
    await until(() => stream.messages().some((message) => message.text === 'Yes, we do!'))
    const thread = await page.thread()
    expect(thread.map((message) => [message.from, message.text])).toEqual([
      ['visitor', 'Do you deliver to Graz?'],
      ['team', 'Yes, we do!'],
    ])
    expect(thread[1]?.name).toBe(owner.actor.name.split(' ')[0])
    const everything = JSON.stringify([stream.events, other.stream.events, await other.page.thread()])
    expect(everything).not.toContain('Secret')
    expect(JSON.stringify(other.stream.events)).not.toContain('Yes, we do!')
    expect(everything).not.toContain(conversationId)
    await Promise.all([stream.close(), other.stream.close()])
  })

  test('resuming tells what was missed and repeats nothing older', async () => {
    const { page, stream, conversationId } = await talking('I will be back')
    await until(() => stream.messages().length > 0)
    const position = stream.position()
    await stream.close()
    for (const text of ['one', 'two', 'three']) await sendReply(owner, { conversationId, text })
    await until(
      async () => expect(await statesOf(conversationId)).toEqual(['sent', 'sent', 'sent']) ?? true,
      {
        what: 'three replies to go out',
      },
    )
    const again = await page.listen(position)
    const ofTeam = () => again.messages().filter((message) => message.from === 'team')
    await until(() => ofTeam().length >= 3)
    expect([...new Set(ofTeam().map((message) => message.text))]).toEqual(['one', 'two', 'three'])
    await again.close()
    const lost = await page.listen('999999999999')
    expect(lost.events[0]?.event).toBe('reset')
    await lost.close()
  })

  test('typing and seen, both ways', async () => {
    const { page, stream, conversationId } = await talking('Anybody there?')
    const team = { memberId: must(owner.memberId, 'member'), name: 'Mara Okafor' }
    program.app.presence.mark(owner.orgId, conversationId, team, 'typing')
    await until(() => stream.events.some((one) => one.event === 'typing' && one.data['name'] === 'Mara'))
    expect(stream.events.some((one) => one.event === 'seen')).toBe(true)
    expect((await page.call<{ online: boolean }>('/settings')).data.online).toBe(true)

    await page.post('/typing')
    const present = program.app.presence.of(owner.orgId, conversationId)
    expect(present.find((entry) => entry.kind === 'contact')).toMatchObject({ state: 'typing' })
    const told = stream.events.length
    await markRead(owner, { conversationId, seq: (await conversationOf('Anybody there?')).lastMessageSeq })
    expect((await page.thread())[0]?.seen).toBe(true)
    expect(stream.events.slice(told).filter((one) => one.event === 'typing')).toEqual([])
    await stream.close()
  })

  test('receipts of the page reach the inbox, for its own messages only', async () => {
    const { page, stream, conversationId } = await talking('Please answer me')
    await sendReply(owner, { conversationId, text: 'Here I am' })
    const reply = await until(() => stream.messages().find((message) => message.text === 'Here I am'))
    const seen = (state: string) => page.post('/seen', { state, messageId: reply.id })
    await seen('delivered')
    await until(() => stream.messages().some((message) => message.state === 'delivered'))
    await seen('read')
    await until(() => stream.messages().some((message) => message.state === 'read'))
    const stranger = await visitor()
    expect((await stranger.post('/seen', { state: 'read', messageId: reply.id })).status).toBe(404)
    await stream.close()
  })
})
