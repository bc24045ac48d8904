import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatSandbox, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { connectSandbox } from '#features/chats/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'

/** The whole program, Bolt and the sandbox: a team works on its inbox from Slack. */
let program: TestProgram
let owner: Ctx
let slack: ChatSandbox
let workspace = ''

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  slack = must(program.app.sandbox?.chat('slack'), 'sandbox')
  await connectSandbox(owner, { surface: 'slack' })
  workspace = slack.workspace('demo').externalId
})
afterAll(() => program.close())

const person = (name: string) => {
  const demo = slack.workspace('demo')
  const { id } = must(
    demo.people.find((one) => one.name === name),
    name,
  )
  return { user: id, dm: demo.direct(id), support: must(demo.channels[1], '#support').id }
}
const wordsOf = (message: ChatSandboxMessage) => JSON.stringify(message.blocks)
const buttonsOf = ({ blocks }: ChatSandboxMessage) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
const seen = (channel: string, user: string) => slack.messages(workspace, channel, user)

function waitFor(channel: string, user: string, words: string): Promise<ChatSandboxMessage> {
  return until(() => seen(channel, user).findLast((message) => wordsOf(message).includes(words)), {
    what: `“${words}” in ${JSON.stringify(seen(channel, user).slice(-3))}`,
  })
}

async function press(
  channel: string,
  user: string,
  message: ChatSandboxMessage,
  label: string,
): Promise<void> {
  const found = must(
    buttonsOf(message).find((button) => button.label.startsWith(label))?.id,
    `button ${label}`,
  )
  const done = await slack.act({
    workspace,
    user,
    channel,
    kind: 'press',
    message: message.id,
    button: found,
  })
  expect(done.error).toBeUndefined()
}

const cardIn = (channel: string, user: string) =>
  until(() =>
    seen(channel, user).find((message) => buttonsOf(message).some(({ label }) => label === 'Resolve')),
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

test('a linked member lists the inbox, opens a conversation, resolves it, and the card follows', async () => {
  const { user, dm } = person('Ana')
  await slack.act({ workspace, user, channel: dm, kind: 'write', text: 'inbox' })
  const list = await waitFor(dm, user, 'Ana Lindqvist')
  expect(wordsOf(list)).toContain('You are linked')
  await press(dm, user, list, must(buttonsOf(list)[0]?.label, 'a conversation'))
  const card = await cardIn(dm, user)
  await press(dm, user, card, 'Resolve')
  const after = await until(() => {
    const now = seen(dm, user).find(({ id }) => id === card.id)
    return now?.edited && buttonsOf(now).some(({ label }) => label === 'Reopen') ? now : undefined
  })
  expect(buttonsOf(after).some(({ label }) => label === 'Resolve')).toBe(false)
})

test('somebody who is not linked is shown the way, privately, and no data', async () => {
  const { user, support } = person('Dana')
  await slack.act({ workspace, user, channel: support, kind: 'slash', text: 'inbox' })
  const prompt = await until(() => seen(support, user).at(-1))
  expect(prompt.onlyYou).toBe(true)
  expect(buttonsOf(prompt)[0]?.url).toContain('/chat-link?token=')
  expect(wordsOf(prompt)).not.toContain('Lindqvist')
  expect(seen(support, person('Ben').user)).toEqual([])
})

test('a button that is too old does nothing and says so privately', async () => {
  const { user, support } = person('Ana')
  const { id, number } = await someOpen()
  await slack.act({ workspace, user, channel: support, kind: 'write', text: `open ${number}`, mention: true })
  const card = await cardIn(support, user)
  expect(card.thread).toBeDefined()
  await owner.db
    .updateTable('card_buttons')
    .set({ expires_at: owner.clock.now() })
    .where('org_id', '=', owner.orgId)
    .where('object_id', '=', id)
    .execute()
  await press(support, user, card, 'Resolve')
  const refusal = await until(() => seen(support, user).findLast(({ onlyYou }) => onlyYou))
  expect(wordsOf(refusal)).toContain('too old')
  expect(seen(support, person('Ben').user).some(({ onlyYou }) => onlyYou)).toBe(false)
  const now = await owner.db
    .selectFrom('conversations')
    .select('status')
    .where('org_id', '=', owner.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  expect(now?.status).toBe('open')
})

test('the form of a card answers the customer, and the card shows it', async () => {
  const { user } = person('Ana')
  const social = must(slack.workspace('demo').channels[0], '#social').id
  const { number } = await someOpen()
  await slack.act({ workspace, user, channel: social, kind: 'write', text: `open ${number}`, mention: true })
  const card = await cardIn(social, user)
  await press(social, user, card, 'Send')
  const form = await until(() => slack.form(workspace, user), { what: 'the form' })
  const field = must(form.fields[0]?.name, 'a field')
  const values = { [field]: 'On its way!' }
  const done = await slack.act({ workspace, user, channel: social, kind: 'submit', values })
  expect(done.error).toBeUndefined()
  await until(() => findMessage('On its way!'), { what: 'the reply' })
  const followed = await until(() => seen(social, user).find(({ id, edited }) => id === card.id && edited))
  expect(wordsOf(followed)).toContain('On its way!')
})

const findMessage = (text: string) =>
  owner.db
    .selectFrom('messages')
    .select('id')
    .where('org_id', '=', owner.orgId)
    .where('text', '=', text)
    .where('kind', '=', 'message')
    .executeTakeFirst()
