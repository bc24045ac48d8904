import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startModelServer } from '#test/kit/model-server.ts'
import type { ModelServer } from '#test/kit/model-server.ts'
import { makeLlm } from './llm.ts'
import type { LlmAsk, LlmUsage } from './llm.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.asked.length = 0
})

const tools = [{ name: 'ask', description: 'Ask.', schema: { type: 'object', properties: {} } }]
const make = (firstByteMs = 5_000) =>
  makeLlm({ apiKey: 'sk-secret', baseUrl: server.url, model: 'small', firstByteMs })
const ask = (more: Partial<LlmAsk> = {}): LlmAsk => ({
  messages: [{ role: 'user', content: 'How are we?' }],
  tools,
  signal: AbortSignal.timeout(5_000),
  ...more,
})

test('calls come together from their parts, with the tokens that they took', async () => {
  server.next({
    calls: [
      { name: 'ask', args: { metrics: 'reach', period: 'last_month' } },
      { name: 'ask', args: {} },
    ],
    usage: { prompt: 1_200, completion: 34 },
  })
  const used: LlmUsage[] = []
  const answer = await make().complete(ask({ onUsage: async (usage) => void used.push(usage) }))
  expect(answer.calls).toEqual([
    { id: 'call_0', name: 'ask', arguments: '{"metrics":"reach","period":"last_month"}' },
    { id: 'call_1', name: 'ask', arguments: '{}' },
  ])
  expect(used).toEqual([{ model: 'small', promptTokens: 1_200, completionTokens: 34 }])
  expect(server.asked[0]).toMatchObject({
    model: 'small',
    authorization: 'Bearer sk-secret',
    messages: [{ role: 'user', content: 'How are we?' }],
    tools: [{ function: { name: 'ask' } }],
  })
})

test('calls and answers of earlier rounds go back as the protocol wants them', async () => {
  server.next({ text: 'All fine.' })
  const calls = [{ id: 'c9', name: 'ask', arguments: '{}' }]
  const messages: LlmAsk['messages'] = [
    { role: 'system', content: 'Be kind.' },
    { role: 'assistant', content: '', calls },
    { role: 'tool', callId: 'c9', content: '{"data":"7"}' },
  ]
  expect(await make().complete(ask({ messages }))).toEqual({ text: 'All fine.', calls: [] })
  expect(server.asked[0]?.messages).toEqual([
    { role: 'system', content: 'Be kind.' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'c9', type: 'function', function: { name: 'ask', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c9', content: '{"data":"7"}' },
  ])
})

test('a server that does not count is counted for', async () => {
  server.next({ text: 'Four letters make one.', usage: false })
  const used: LlmUsage[] = []
  await make().complete(ask({ onUsage: async (usage) => void used.push(usage) }))
  expect(used[0]?.completionTokens).toBe(6)
  expect(used[0]?.promptTokens).toBeGreaterThan(5)
})

test.each([
  [401, 'precondition', 'refuses our key'],
  [404, 'precondition', 'no such language model'],
  [429, 'limit', 'busy'],
  [400, 'precondition', 'no usable answer'],
  [500, 'precondition', 'not there'],
  [503, 'precondition', 'not there'],
])('%i is told in words, and asked once', async (status, code, words) => {
  server.next({ status })
  const used: LlmUsage[] = []
  const failed = make().complete(ask({ onUsage: async (usage) => void used.push(usage) }))
  await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  expect(server.asked.length).toBe(1)
  expect(used).toEqual([])
})

test.each([
  ['no event', { raw: '' }],
  ['a page', { raw: '<html>hello</html>', type: 'text/html' }],
  ['broken JSON', { raw: 'data: {"choices": [\n\n' }],
  ['another shape', { raw: 'data: {"choices": [{"delta": {"content": 5}}]}\n\ndata: [DONE]\n\n' }],
  ['nothing said', { text: ' ' }],
])('%s is no usable answer', async (_what, turn) => {
  server.next(turn)
  await expect(make().complete(ask())).rejects.toMatchObject({
    message: expect.stringMatching(/no usable answer|not there/),
  })
})

test('what it does not want to say is not said', async () => {
  const refusal = { choices: [{ index: 0, delta: { refusal: 'I cannot.' }, finish_reason: 'stop' }] }
  server.next({ raw: `data: ${JSON.stringify(refusal)}\n\ndata: [DONE]\n\n` })
  await expect(make().complete(ask())).rejects.toThrow('does not want')
})

test('it may take so long until it begins, and so long until it ends', async () => {
  server.next('hang')
  await expect(make(50).complete(ask())).rejects.toThrow('too long')
  server.next('stall')
  const used: LlmUsage[] = []
  const stalled = make(5_000).complete(
    ask({ signal: AbortSignal.timeout(300), onUsage: async (usage) => void used.push(usage) }),
  )
  await expect(stalled).rejects.toThrow('too long')
  expect(used.length).toBe(1)
})

test('so many at once, and no more', async () => {
  const llm = makeLlm({ apiKey: 'k', baseUrl: server.url, model: 'm', mostAtOnce: 1 })
  server.next({ text: 'a' }, { text: 'b' })
  const [first, second] = await Promise.allSettled([llm.complete(ask()), llm.complete(ask())])
  expect(first).toMatchObject({ status: 'fulfilled' })
  expect(second).toMatchObject({ reason: { code: 'limit', message: expect.stringContaining('busy') } })
  expect(await llm.complete(ask())).toMatchObject({ text: 'b' })
})

test('a server that is not there', async () => {
  const away = makeLlm({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9/v1', model: 'm' })
  await expect(away.complete(ask())).rejects.toThrow('not there')
})

test('a model that takes tools only without thinking first is told so from then on', async () => {
  const llm = make()
  server.next({ status: 400, error: { param: 'reasoning_effort' } }, { text: 'a' }, { text: 'b' })
  expect(await llm.complete(ask())).toMatchObject({ text: 'a' })
  expect(await llm.complete(ask())).toMatchObject({ text: 'b' })
  expect(server.asked.map((one) => one.reasoning_effort)).toEqual([undefined, 'none', 'none'])
})

test('the SDK is loaded by the first question and not before', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    let loaded = false
    registerHooks({ resolve(name, context, next) {
      const found = next(name, context)
      if (/node_modules.openai./.test(found.url)) loaded = true
      return found
    } })
    await import('#bots/core/run-line.ts')
    await import('./src/make-app.ts')
    const { makeLlm } = await import('#kernel/llm.ts')
    const llm = makeLlm({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9/v1', model: 'm' })
    const before = loaded
    await llm.complete({ messages: [], tools: [], signal: AbortSignal.timeout(20000) }).catch(() => undefined)
    console.log(JSON.stringify([before, loaded]))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(JSON.parse(stdout)).toEqual([false, true])
})
