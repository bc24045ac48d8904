import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { connectSandbox, linkPerson, takeChatToken } from '#features/chats/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import type { DiscordSandbox } from './sandbox/index.ts'

/** The whole program, discord.js and the sandbox: a team works on its inbox from Discord. */
let program: TestProgram
let owner: Ctx
let discord: DiscordSandbox
let workspace = ''

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  discord = must(program.app.sandbox?.chat('discord'), 'sandbox') as DiscordSandbox
  await connectSandbox(owner, { surface: 'discord' })
  workspace = discord.workspace('demo').externalId
  await until(() => discord.connected() === 1 && discord.commands('demo').length > 0, {
    what: 'the gateway and the commands',
    timeoutMs: 20_000,
  })
})
afterAll(() => program.close())

const person = (name: string) => {
  const demo = discord.workspace('demo')
  const { id } = must(
    demo.people.find((one) => one.name === name),
    name,
  )
  const [social, support] = demo.channels.map((channel) => channel.id)
  return {
    user: id,
    dm: demo.direct(id),
    social: must(social, '#social'),
    support: must(support, '#support'),
  }
}
const wordsOf = (message: ChatSandboxMessage) => JSON.stringify(message.blocks)
const buttonsOf = ({ blocks }: ChatSandboxMessage) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
const seen = (channel: string, user: string) => discord.messages(workspace, channel, user)

const waitFor = (channel: string, user: string, words: string): Promise<ChatSandboxMessage> =>
  until(() => seen(channel, user).findLast((message) => wordsOf(message).includes(words)), {
    what: `“${words}”`,
  })

async function press(channel: string, user: string, message: ChatSandboxMessage, label: string) {
  const button = must(buttonsOf(message).find((one) => one.label.startsWith(label))?.id, `button ${label}`)
  const done = await discord.act({ workspace, user, channel, kind: 'press', message: message.id, button })
  expect(done.error).toBeUndefined()
}

const cardIn = (channel: string, user: string) =>
  until(
    () => seen(channel, user).findLast((one) => buttonsOf(one).some(({ label }) => label === 'Resolve')),
    { what: 'a card' },
  )

async function someOpen(): Promise<{ id: string; number: number }> {
  const row = await owner.db
    .selectFrom('conversations')
    .select(['id', 'number'])
    .where('org_id', '=', owner.orgId)
    .where('status', '=', 'open')
    .orderBy('number')
    .executeTakeFirst()
  return must(row, 'an open conversation')
}

test('somebody who is not linked is shown the way, privately, and no data; then everything works', async () => {
  const { user, support, dm } = person('Ana')
  const done = await discord.act({ workspace, user, channel: support, kind: 'slash', text: 'inbox' })
  expect(done.error).toBeUndefined()
  const prompt = await waitFor(support, user, 'I do not know you yet')
  expect(prompt.onlyYou).toBe(true)
  expect(wordsOf(prompt)).not.toContain('Lindqvist')
  expect(seen(support, person('Ben').user)).toEqual([])
  const link = new URL(must(buttonsOf(prompt)[0]?.url, 'link'))
  const token = await takeChatToken(program.app, must(link.searchParams.get('token'), 'token'))
  if (token?.kind !== 'link') throw new Error('The link is for somebody else')
  expect(token).toMatchObject({ surface: 'discord', sandbox: true, userId: user })
  await linkPerson(owner, { ...token, workspace: token.workspace }, 'in a test')
  await discord.act({ workspace, user, channel: dm, kind: 'write', text: 'inbox' })
  await waitFor(dm, user, 'Ana Lindqvist')
})

test('a linked member lists the inbox, opens a conversation, resolves it, and the card follows', async () => {
  const { user, support } = person('Ana')
  const done = await discord.act({ workspace, user, channel: support, kind: 'slash', text: 'inbox' })
  expect(done.error).toBeUndefined()
  const list = await waitFor(support, user, 'Ana Lindqvist')
  expect(list.onlyYou).toBe(false)
  await press(support, user, list, must(buttonsOf(list)[0]?.label, 'a conversation'))
  const card = await cardIn(support, user)
  await press(support, user, card, 'Resolve')
  const after = await until(
    () => {
      const now = seen(support, user).find(({ id }) => id === card.id)
      return now?.edited && buttonsOf(now).some(({ label }) => label === 'Reopen') ? now : undefined
    },
    { what: 'the card to follow' },
  )
  expect(buttonsOf(after).some(({ label }) => label === 'Resolve')).toBe(false)
})

test('a button that is too old does nothing and says so privately', async () => {
  const { user, support } = person('Ana')
  const { id, number } = await someOpen()
  await discord.act({ workspace, user, channel: support, kind: 'slash', text: `open ${number}` })
  const card = await cardIn(support, user)
  await owner.db
    .updateTable('card_buttons')
    .set({ expires_at: owner.clock.now() })
    .where('org_id', '=', owner.orgId)
    .where('object_id', '=', id)
    .execute()
  await press(support, user, card, 'Resolve')
  expect((await waitFor(support, user, 'too old')).onlyYou).toBe(true)
  expect(seen(support, person('Ben').user).some(({ onlyYou }) => onlyYou)).toBe(false)
  const now = await owner.db
    .selectFrom('conversations')
    .select('status')
    .where('org_id', '=', owner.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  expect(now?.status).toBe('open')
})

test('the form of a card answers the customer; what is typed in its thread is a note', async () => {
  const { user, social } = person('Ana')
  const { number, id: conversationId } = await someOpen()
  await discord.act({
    workspace,
    user,
    channel: social,
    kind: 'write',
    text: `open ${number}`,
    mention: true,
  })
  const card = await cardIn(social, user)
  await press(social, user, card, 'Send')
  const form = await until(() => discord.form(workspace, user), { what: 'the form' })
  const field = must(form.fields[0]?.name, 'a field')
  const values = { [field]: 'On its way!' }
  const done = await discord.act({ workspace, user, channel: social, kind: 'submit', values })
  expect(done.error).toBeUndefined()
  await until(() => findMessage('On its way!', 'message'), { what: 'the reply' })
  const followed = await until(() => seen(social, user).find(({ id, edited }) => id === card.id && edited))
  expect(wordsOf(followed)).toContain('On its way!')
  const note = { text: 'She is a regular.', thread: card.id }
  await discord.act({ workspace, user, channel: social, kind: 'write', ...note })
  const written = await until(() => findMessage('She is a regular.', 'note'), { what: 'the note' })
  expect(written.conversation_id).toBe(conversationId)
})

const findMessage = (text: string, kind: 'message' | 'note') =>
  owner.db
    .selectFrom('messages')
    .select(['id', 'conversation_id'])
    .where('org_id', '=', owner.orgId)
    .where('text', '=', text)
    .where('kind', '=', kind)
    .executeTakeFirst()
