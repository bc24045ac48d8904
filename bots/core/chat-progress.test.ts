import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { noteUsage } from '#features/assistant/index.ts'
import { linkPerson } from '#features/chats/index.ts'
import { createPost } from '#features/posts/index.ts'
import type { ChatFailure, ChatInput } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { makeChatPlug, makeChatTestDesk, textOf } from '#test/kit/chat-plug.ts'
import type { ChatPlug, ChatTestDesk } from '#test/kit/chat-plug.ts'
import { startModelServer } from '#test/kit/model-server.ts'
import type { ModelServer } from '#test/kit/model-server.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { until } from '#test/kit/until.ts'
import { receive } from './receive.ts'

let model: ModelServer
let desk: ChatTestDesk
let chat: ChatPlug
let team: Team
let input: ChatInput
/** Why the chat changes no message. */
let refusal: ChatFailure | undefined
beforeAll(async () => {
  model = await startModelServer()
  chat = makeChatPlug('plug')
  const plain = { ...chat.surface }
  chat.surface.update = async (...args) => {
    if (refusal) throw new ChatError(refusal, 'No.')
    return plain.update(...args)
  }
  desk = await makeChatTestDesk([chat], {
    env: { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'small' },
  })
})
afterAll(async () => {
  await desk.close()
  model.close()
})
beforeEach(async () => {
  refusal = undefined
  for (const list of [chat.posted, chat.updated, chat.answered]) list.length = 0
  team = await makeTeam(desk)
  await desk.connect(team, chat, team.orgId)
  desk.things.numbers.set(`${team.orgId} tree`, 1234)
  const person = { surface: 'plug', sandbox: false, workspace: team.orgId, userId: 'mia', userName: 'mia' }
  await linkPerson(team.ctx, person, 'in a test')
  input = desk.inputOf(
    chat,
    'mia',
    { kind: 'line', text: 'what became of our lovely tree over there' },
    { workspace: team.orgId, place: { channel: `room-${team.orgId}`, direct: false } },
  )
})

const showTree = { calls: [{ name: 'thing', args: { thing: 'tree' } }] }
const said = () => chat.answered.map(({ view }) => textOf(view))
const edits = () => chat.updated.map(({ view }) => textOf(view))
/** As after a crash before the input was marked as done. */
async function again(forgetAnswer: boolean): Promise<void> {
  await desk.sql`update chat_inputs set done_at = null where key = ${input.key}`
  if (forgetAnswer) await desk.sql`delete from chat_answers where org_id = ${team.orgId}`
  const [row] = await desk.sql<Array<{ id: string }>>`select id from chat_inputs where key = ${input.key}`
  const job = desk.app.jobs.get('core/handle-input')
  if (!row || !job || !('system' in job)) throw new Error('There is no such job')
  await job.run(desk.app, { inputId: row.id }, { id: '1', attempt: 1, signal: new AbortController().signal })
}

test('a message at once, the steps edited into it, and then it is the answer', async () => {
  const gate = Promise.withResolvers<void>()
  model.next(showTree, { text: 'The tree is at 1,234 now.', hold: gate.promise })
  await receive(desk.app, input)
  const done = desk.work()
  await until(() => said().length > 0, { what: 'the first word' })
  expect(said()).toEqual(['Looking it up…'])
  await until(() => edits().length > 0, { what: 'a step' })
  expect(edits().at(-1)).toMatch(/^(Looking: Show a thing…|Putting it into words…)$/)
  gate.resolve()
  await done
  expect(said()).toEqual(['Looking it up…'])
  expect(edits().at(-1)).toBe('The tree is at 1,234 now.\ntree is 1234')
  expect(new Set(chat.updated.map(({ message }) => message)).size).toBe(1)
  // The answer is a card, and it is kept in step where it stands.
  await desk.change(team, 'tree')
  await desk.work()
  expect(edits().at(-1)).toContain('tree is 1235')
  expect(chat.posted).toEqual([])
})

test('a sentence that does not hold is in no edit', async () => {
  model.next(showTree, { text: 'The tree is at 9,999 now.' })
  await receive(desk.app, input)
  await desk.work()
  expect(JSON.stringify([chat.answered, chat.updated])).not.toContain('9,999')
  expect(edits().at(-1)).toBe('tree is 1234')
})

test.each([
  ['before it was done', true],
  ['before it was marked as answered', false],
])('worked off again %s, nothing is posted twice', async (_when, forgetAnswer) => {
  model.next(showTree, { text: 'There it is.' })
  await receive(desk.app, input)
  await desk.work()
  if (forgetAnswer) model.next(showTree, { text: 'There it is.' })
  await again(forgetAnswer)
  expect(said()).toEqual(['Looking it up…'])
  expect(chat.posted).toEqual([])
  expect(edits().at(-1)).toBe('There it is.\ntree is 1234')
  expect(new Set(chat.updated.map(({ message }) => message)).size).toBe(1)
})

test('nobody knows whether the first word was posted: no other is, and the answer comes', async () => {
  chat.next(() => {
    throw new ChatError('outcome_unknown', 'Lost.')
  })
  model.next(showTree, { text: 'There it is.' })
  await receive(desk.app, input)
  await desk.work()
  expect(said()).toEqual(['There it is.\ntree is 1234'])
  expect(edits()).toEqual([])
})

test('an answer for the asker alone does not stand where others read', async () => {
  model.next({ calls: [{ name: 'grow', args: { thing: 'tree' } }] })
  await receive(desk.app, input)
  await desk.work()
  expect(said()[0]).toBe('Looking it up…')
  expect(chat.answered[1]?.view.private).toBe(true)
  expect(said()[1]).toContain('Shall I do this?')
  expect(edits()).toEqual(['I have answered you in private.'])
})

test.each(['gone', 'rejected'] as const)(
  'where it cannot become the answer (%s), that is posted',
  async (kind) => {
    refusal = kind
    model.next(showTree, { text: 'There it is.' })
    await receive(desk.app, input)
    await desk.work()
    expect(said()).toEqual(['Looking it up…', 'There it is.\ntree is 1234'])
  },
)

test('an answer that no edit can hold stands below, once', async () => {
  const post = await createPost(team.ctx, {
    body: { text: 'Long. '.repeat(600), media: [] },
    targets: [],
    labels: [],
    source: {},
  })
  model.next({ calls: [{ name: 'post', args: { post: String(post.number) } }] }, { text: 'There it is.' })
  await receive(desk.app, input)
  await desk.work()
  expect(said()).toEqual(['Looking it up…', expect.stringContaining('There it is.')])
  expect(edits().at(-1)).toBe('Here is what I found.')
})

test('a budget that is used up begins nothing', async () => {
  await noteUsage(team.ctx, { model: 'small', promptTokens: 2_000_000, completionTokens: 0 })
  await receive(desk.app, input)
  await desk.work()
  expect(said()).toEqual([expect.stringContaining('budget of this month is used up')])
})

test('what the grammar knows is answered as ever', async () => {
  await receive(desk.app, { ...input, act: { kind: 'line', text: 'thing tree' } })
  await desk.work()
  expect(said()).toEqual(['tree is 1234'])
  expect(edits()).toEqual([])
})
