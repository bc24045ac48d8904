import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { atMost, defineBench, forOrientation, percentile } from './bench.ts'
import type { BenchEnv } from './env.ts'
import { openDesk, type Desk } from './kit/desk.ts'
import { postMessages } from './kit/load.ts'

const rate = 50
const patienceMs = 30_000
const transcript = z.array(z.object({ from: z.enum(['customer', 'us']), at: z.iso.datetime() }))

/**
 * From the customer's words at the platform to our rule's answer accepted there: webhook, inbox, rule, attempt,
 * call. By the platform's own clock, which is the sandbox's in the same process.
 */
export const bench = defineBench({
  name: 'auto-reply',
  unit: 'ms',
  async run(env) {
    const desk = await openDesk(env)
    await desk.api('POST', '/rules', z.unknown(), {
      enabled: true,
      definition: {
        name: 'Prices',
        when: { kind: 'any', of: [{ kind: 'keyword', mode: 'any', words: ['price', 'cost'] }] },
        then: [{ kind: 'reply', text: 'Hi {firstName|there}, here is our price list.' }],
      },
    })
    await write(env, desk, 'warm', 3)
    const times = await write(env, desk, 'person', env.seconds(15))
    return [
      atMost('message in → auto-reply accepted at 50/s, p95', percentile(times, 0.95), 'ms', 500),
      forOrientation('message in → auto-reply accepted at 50/s, p50', percentile(times, 0.5), 'ms'),
    ]
  },
})

async function write(env: BenchEnv, desk: Desk, prefix: string, seconds: number): Promise<number[]> {
  const people = Array.from(
    { length: Math.round(rate * Math.max(1, Math.round(seconds))) },
    (_, n) => `${prefix}-${n}`,
  )
  const messages = people.map((id) => ({
    signature: '',
    body: JSON.stringify({
      channelId: desk.channelId,
      person: { id, name: `Customer ${id}` },
      kind: 'write',
      text: 'What is the price?',
    }),
  }))
  const url = `${desk.program.url}/api/v1/sandbox/act`
  await postMessages({ url, connections: 32, seconds, rate, headers: desk.headers, messages })
  const until = performance.now() + patienceMs
  const times: number[] = []
  for (const person of people) times.push(await untilAnswered(desk, person, until))
  env.tell(`${times.length} answered, p95 ${percentile(times, 0.95)} ms, slowest ${Math.max(...times)} ms`)
  return times
}

async function untilAnswered(desk: Desk, person: string, until: number): Promise<number> {
  for (;;) {
    const path = `/sandbox/transcript?channelId=${desk.channelId}&person=${person}`
    const entries = await desk.api('GET', path, transcript)
    const [asked, answered] = (['customer', 'us'] as const).map((from) =>
      entries.find((entry) => entry.from === from),
    )
    if (asked && answered) return Date.parse(answered.at) - Date.parse(asked.at)
    if (performance.now() > until) throw new Error(`${person} was never answered`)
    await wait(20)
  }
}
