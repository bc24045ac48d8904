import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatSandboxAction, ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import { beginLink } from '#features/chats/link-person.ts'
import { connectSandbox } from '#features/chats/index.ts'
import { must } from '#kernel/assert.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import type { TelegramChatSandbox } from './sandbox/make-sandbox.ts'

/** The whole program, grammY in the middle, and Telegram played: as a team would use it. */
let program: TestProgram
let telegram: TelegramChatSandbox
let support: string
beforeAll(async () => {
  program = await startTestProgram()
  telegram = must(program.app.sandbox?.chat('telegram'), 'sandbox') as TelegramChatSandbox
  const owner = await program.owner()
  await connectSandbox(owner, { surface: 'telegram' })
  support = must(
    workspace().channels.find(({ name }) => name === '#support'),
    'topic',
  ).id
  const { url } = await beginLink(owner, { surface: 'telegram', sandbox: true })
  await act(person('Ana'), { kind: 'start', token: must(new URL(url).searchParams.get('start'), 'token') })
  await lastWords(person('Ana'), 'Ana', /You are linked to/)
})
afterAll(() => program.close())

const workspace = () => telegram.workspace('demo')
const person = (name: string) =>
  must(
    workspace().people.find((one) => one.name === name),
    name,
  ).id

type Deed = ChatSandboxAction extends infer A
  ? A extends unknown
    ? Omit<A, 'workspace' | 'user' | 'channel'>
    : never
  : never
const act = (channel: string, deed: Deed, name = 'Ana') =>
  telegram.act({ workspace: 'demo', user: person(name), channel, ...deed } as ChatSandboxAction)
const seen = (channel: string, name = 'Ana') => telegram.messages('demo', channel, person(name))
const textOf = (message: ChatSandboxMessage) => JSON.stringify(message.blocks)
const buttonsOf = (message: ChatSandboxMessage) =>
  message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
const buttonOf = (message: ChatSandboxMessage, label: RegExp) =>
  must(buttonsOf(message).find((button) => label.test(button.label))?.id, String(label))

/** The newest message of the bot there, as soon as it says this. */
const lastWords = (channel: string, name: string, pattern: RegExp) =>
  until(() => {
    const last = seen(channel, name)
      .filter(({ from }) => from.bot)
      .at(-1)
    return last && pattern.test(textOf(last)) ? last : undefined
  })

async function openCard(): Promise<ChatSandboxMessage> {
  await act(support, { kind: 'slash', text: 'inbox' })
  const list = await lastWords(support, 'Ana', /Customer/)
  await act(support, {
    kind: 'press',
    message: list.id,
    button: must(buttonsOf(list)[0]?.id, 'a conversation'),
  })
  return lastWords(support, 'Ana', /Resolve/)
}
const drawn = (id: string) =>
  must(
    seen(support).find((message) => message.id === id),
    'card',
  )

test('somebody who is not linked gets a private link and nothing else', async () => {
  await act(support, { kind: 'write', text: 'inbox', mention: true }, 'Ben')
  const prompt = await lastWords(person('Ben'), 'Ben', /I do not know you yet/)
  expect(buttonsOf(prompt)).toMatchObject([{ url: expect.stringContaining('/chat-link?token=') as string }])
  const said = await lastWords(support, 'Ben', /I have answered you in private/)
  expect(textOf(said)).not.toContain('token')
})

test('a linked member finds a conversation and resolves it from its card, which follows', async () => {
  const card = await openCard()
  const resolve = buttonOf(card, /Resolve/)
  expect(await act(support, { kind: 'press', message: card.id, button: resolve })).not.toHaveProperty('error')
  await until(() => buttonsOf(drawn(card.id)).some(({ label }) => label === 'Reopen'))
  expect(drawn(card.id)).toMatchObject({ edited: true })
  expect(buttonsOf(drawn(card.id)).some(({ id }) => id === resolve)).toBe(false)

  // A button that nobody has made, or not for them.
  await act(support, { kind: 'press', message: card.id, button: 'b:forged' })
  const refusal = await until(() =>
    [...seen(support), ...seen(person('Ana'))].find((one) => /does not work here/.test(textOf(one))),
  )
  expect(refusal.onlyYou || seen(person('Ana')).some(({ id }) => id === refusal.id)).toBe(true)
  expect(seen(support, 'Ben').filter(({ onlyYou }) => onlyYou)).toEqual([])
})

test('an answer to a customer is asked for by a reply, and is sent once', async () => {
  const card = await openCard()
  await act(support, { kind: 'press', message: card.id, button: buttonOf(card, /^Send$/) })
  expect(telegram.form('demo', person('Ana'))?.fields[0]?.label).toMatch(/Reply to/)
  await act(support, { kind: 'submit', values: { text: 'We ship to Malmö, too <3' } })
  await until(() => textOf(drawn(card.id)).includes('We ship to Malmö, too <3'))
})

test('an album becomes one act of the worker', async () => {
  const before = seen(person('Ana')).length
  await telegram.album({ workspace: 'demo', user: person('Ana'), channel: person('Ana') }, ['help', '', ''])
  await until(() => seen(person('Ana')).length > before + 3)
  const rows = await program.app.systemDb.selectFrom('chat_inputs').select('input').execute()
  const albums = rows.filter(({ input }) => input.act.kind === 'line' && (input.act.files?.length ?? 0) > 0)
  expect(albums).toMatchObject([{ input: { act: { text: 'help', files: [{}, {}, {}] } } }])
})
