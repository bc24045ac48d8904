import { z } from 'zod'
import { atMost, defineBench, forOrientation, percentile } from './bench.ts'
import { openPlatformDesk, type Talk } from './kit/platform.ts'

/**
 * From the customer's words at the platform to our rule's answer accepted there: webhook, inbox, rule, attempt,
 * call. By the clock of the platform, which is a process of its own and talks to us over HTTP.
 */
export const bench = defineBench({
  name: 'auto-reply',
  unit: 'ms',
  async run(env) {
    const desk = await openPlatformDesk(env)
    await desk.api('POST', '/rules', z.unknown(), {
      enabled: true,
      definition: {
        name: 'Prices',
        when: { kind: 'any', of: [{ kind: 'keyword', mode: 'any', words: ['price', 'cost'] }] },
        then: [{ kind: 'reply', text: 'Hi {firstName|there}, here is our price list.' }],
      },
    })
    const talk = (prefix: string, rate: number, seconds: number): Promise<number[]> =>
      desk.talk({ prefix, text: 'What is the price?', rate, seconds } satisfies Talk)
    await talk('cold', 20, 3)
    await talk('warm', 50, 3)
    // A database that lives knows its tables; one that is a few seconds old waits for its first look at them.
    await env.sql(desk.database.superuserUrl)`analyze`
    const times = await talk('person', 50, Math.round(env.seconds(15)))
    env.tell(`${times.length} answered, p95 ${percentile(times, 0.95)} ms, slowest ${Math.max(...times)} ms`)
    return [
      atMost('message in → auto-reply accepted at 50/s, p95', percentile(times, 0.95), 'ms', 500),
      forOrientation('message in → auto-reply accepted at 50/s, p50', percentile(times, 0.5), 'ms'),
    ]
  },
})
