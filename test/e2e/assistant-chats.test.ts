import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSandbox, linkPerson } from '#features/chats/index.ts'
import { createPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { startModelServer } from '#test/kit/model-server.ts'
import type { ModelServer } from '#test/kit/model-server.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { chatPerson, wordsOf } from './chat-person.ts'
import type { ChatPerson } from './chat-person.ts'
import { seedFigures } from './seed-figures.ts'

/** The steps of a question while a model works, through each chat's own SDK and sandbox. */
let program: TestProgram
let model: ModelServer
let owner: Ctx
const question = 'be a dear and tell me whatever that draft over there says'

beforeAll(async () => {
  model = await startModelServer()
  program = await startTestProgram({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'small' })
  owner = await program.owner()
  const body = { text: 'We sold 4321 cacti.', media: [] }
  await createPost(owner, { body, targets: [], labels: [], source: {} })
  await seedFigures({ program })
  for (const surface of ['slack', 'discord', 'telegram']) await connectSandbox(owner, { surface })
})
afterAll(async () => {
  await program.close()
  model.close()
})

async function linked(surface: string, name: string): Promise<ChatPerson> {
  const person = chatPerson(program, surface, name)
  const { user: userId, workspace } = person
  await linkPerson(owner, { surface, sandbox: true, workspace, userId, userName: name }, 'in a test')
  return person
}

type Say = (person: ChatPerson, channel: string) => Promise<void>
const types: Say = (person, channel) => person.types(channel, question)
const mentions: Say = (person, channel) => person.writes(channel, question, { mention: true })

test.each([
  ['slack', 'Dana', 'social', 'a slash command', types],
  ['slack', 'Dana', 'social', 'a mention', mentions],
  ['slack', 'Dana', 'direct', 'a message', mentions],
  ['discord', 'Ben', 'social', 'a slash command', types],
  ['discord', 'Ben', 'social', 'a mention', mentions],
  ['discord', 'Ben', 'direct', 'a message', mentions],
  ['telegram', 'Chris', 'social', 'a command', types],
  ['telegram', 'Chris', 'direct', 'a message', mentions],
] as const)(
  '%s, %s in %s by %s: first the step, then in its place the answer',
  async (surface, name, at, _how, say) => {
    const person = await linked(surface, name)
    const channel = person[at]
    const before = new Set(person.seen(channel).map(({ id }) => id))
    const fresh = () => person.seen(channel).filter(({ id }) => !before.has(id))
    const gate = Promise.withResolvers<void>()
    const show = { calls: [{ name: 'post', args: { post: '1' } }] }
    model.next(
      async () => {
        await gate.promise
        return show
      },
      { text: 'They sold 4321 cacti.' },
    )
    await say(person, channel)
    await person.reads(channel, 'Looking it up', ({ id }) => !before.has(id))
    gate.resolve()
    await person.reads(channel, 'They sold 4321 cacti.', ({ id }) => !before.has(id))
    const said = fresh().map(wordsOf)
    expect(said.filter((words) => words.includes('They sold 4321 cacti.'))).toHaveLength(1)
    expect(said.join('\n')).not.toContain('Looking')
    expect(said.join('\n')).not.toContain('Putting it into words')
  },
)

test.each([
  ['slack', 'Dana'],
  ['discord', 'Ben'],
  ['telegram', 'Chris'],
])('%s: a figure with its chart takes the place of the steps', async (surface, name) => {
  const person = await linked(surface, name)
  const channel = person.social
  const before = new Set(person.seen(channel).map(({ id }) => id))
  const gate = Promise.withResolvers<void>()
  const args = { metrics: 'engagements', by: 'platform', period: 'last_30_days' }
  model.next({ calls: [{ name: 'ask', args }] }, { text: 'Look at who is ahead.', hold: gate.promise })
  await mentions(person, channel)
  const step = await person.reads(channel, 'Looking', ({ id }) => !before.has(id))
  gate.resolve()
  const answer = await person.becomes(channel, step, (now) => wordsOf(now).includes('who is ahead'))
  expect(wordsOf(answer)).toContain('image')
  const others = person.seen(channel).filter((one) => !before.has(one.id) && !wordsOf(one).includes(question))
  expect(others.map(({ id }) => id)).toEqual([answer.id])
})
