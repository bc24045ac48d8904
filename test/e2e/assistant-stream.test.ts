import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings } from '#features/assistant/index.ts'
import { createPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { startModelServer } from '#test/kit/model-server.ts'
import type { ModelServer } from '#test/kit/model-server.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { createApiKey } from '../../src/features/orgs/create-api-key.ts'
import { createFrameParser } from '../../web/app/stream-parse.ts'

let program: TestProgram
let model: ModelServer
let owner: Ctx
let key: string
let post: number
const line = 'kindly tell me whatever that draft over there says'

beforeAll(async () => {
  model = await startModelServer()
  program = await startTestProgram({
    OPENAI_API_KEY: 'sk-secret',
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'small',
    OPENAI_MODELS: 'large',
  })
  owner = await program.owner()
  ;({ key } = await createApiKey(owner, { name: 'stream', scopes: ['posts:read', 'org:read'] }))
  const body = { text: 'We sold 4321 cacti.', media: [] }
  post = (await createPost(owner, { body, targets: [], labels: [], source: {} })).number
})
afterAll(async () => {
  await program.close()
  model.close()
})

const showPost = () => ({ calls: [{ name: 'post', args: { post: String(post) } }] })

const ask = (options: { headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
  fetch(`${program.url}/api/v1/console`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...options.headers,
    },
    body: JSON.stringify({ line }),
    ...(options.signal ? { signal: options.signal } : {}),
  })

interface Told {
  event: string
  data: string
}

/** What has arrived up to now, and the promise of the end. */
function follow(response: Response) {
  const told: Told[] = []
  const push = createFrameParser()
  const read = async () => {
    if (!response.body) throw new Error('There is no body')
    for await (const part of response.body.pipeThrough(new TextDecoderStream()))
      for (const frame of push(part)) if (frame.kind === 'message') told.push(frame)
  }
  return { told, end: read(), of: (event: string) => told.filter((one) => one.event === event) }
}

test('steps and figures arrive while the model still speaks, and the sentence at the end', async () => {
  const gate = Promise.withResolvers<void>()
  model.next(showPost(), { text: 'They sold 4321 cacti.', hold: gate.promise })
  const response = await ask()
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const { told, end, of } = follow(response)
  await until(() => of('step').length === 3, { what: 'the steps' })
  expect(told.map(({ event }) => event)).toEqual(['step', 'step', 'result', 'step'])
  expect(of('step').map(({ data }) => JSON.parse(data).text)).toEqual([
    'Looking it up…',
    expect.stringMatching(/^Looking: /),
    'Putting it into words…',
  ])
  expect(of('result')[0]?.data).toContain('4321')
  expect(JSON.stringify(told)).not.toContain('They sold')
  gate.resolve()
  await end
  expect(told.at(-1)?.event).toBe('answer')
  expect(JSON.parse(told.at(-1)?.data ?? '')).toMatchObject({
    success: true,
    data: { parts: expect.arrayContaining([{ kind: 'text', text: 'They sold 4321 cacti.' }]) },
    meta: { requestId: expect.any(String) },
  })
})

test('a number that no tool answered is in no chunk', async () => {
  const invented = {
    calls: [{ name: 'post', args: { post: String(post), about: '9,876' } }],
    text: 'About 9,876.',
  }
  model.next(invented, { text: 'They sold 9,876 cacti.' })
  const { told, end } = follow(await ask())
  await end
  expect(told.at(-1)?.event).toBe('answer')
  expect(JSON.stringify(told)).toContain('4321')
  expect(JSON.stringify(told)).not.toMatch(/9,?876/)
})

test('who goes away stops the model', async () => {
  const before = { left: model.left(), asked: model.asked.length }
  const gone = new AbortController()
  model.next(showPost(), 'hang')
  const { end } = follow(await ask({ signal: gone.signal }))
  await until(() => model.asked.length === before.asked + 2, { what: 'the second question to the model' })
  gone.abort()
  await expect(end).rejects.toThrow()
  await until(() => model.left() > before.left, { what: 'the model is left' })
  expect(model.asked.length).toBe(before.asked + 2)
})

test('with a key it is answered once, and a repeat gets the answer', async () => {
  model.next(showPost(), { text: 'There it is.' })
  const headers = { 'idempotency-key': 'a-key-of-this-test' }
  const { end, told } = follow(await ask({ headers }))
  await end
  const asked = model.asked.length
  const repeat = await until(
    async () => {
      const response = await ask({ headers })
      return response.status === 200 ? response : undefined
    },
    { what: 'the kept answer' },
  )
  expect(repeat.headers.get('idempotent-replay')).toBe('true')
  expect(await repeat.json()).toEqual(JSON.parse(told.at(-1)?.data ?? ''))
  expect(model.asked.length).toBe(asked)
})

test('without the wish for events the whole answer comes at once', async () => {
  model.next(showPost(), { text: 'There it is.' })
  const response = await ask({ headers: { accept: 'application/json' } })
  const parts: unknown = expect.arrayContaining([{ kind: 'text', text: 'There it is.' }])
  expect(await response.json()).toMatchObject({ success: true, data: { parts } })
})

test('what is refused is told in the last event, in the words of the envelope', async () => {
  const { key: blind } = await createApiKey(owner, { name: 'blind', scopes: ['org:read'] })
  model.next({ text: 'Nothing fits.' })
  const { told, end } = follow(await ask({ headers: { authorization: `Bearer ${blind}` } }))
  await end
  expect(told.at(-1)?.data).toContain('found nothing')
})

test('the chosen model is the one that is asked; switched off, none is', async () => {
  await changeSettings(owner, { model: 'large' })
  model.next({ text: 'Nothing fits.' })
  await follow(await ask()).end
  expect(model.asked.at(-1)?.model).toBe('large')
  await changeSettings(owner, { model: null })
  model.next({ text: 'Nothing fits.' })
  await follow(await ask()).end
  expect(model.asked.at(-1)?.model).toBe('small')
  await changeSettings(owner, { enabled: false })
  const asked = model.asked.length
  const { told, end } = follow(await ask())
  await end
  expect(told.map(({ event }) => event)).toEqual(['answer'])
  expect(model.asked.length).toBe(asked)
  await changeSettings(owner, { enabled: true })
})
