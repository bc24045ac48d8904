// The platform in its own process: Messenger's sandbox, whose customers write at a fixed rate when the parent says so.
// It tells how long each waited from their words to our answer, by its own clock.
import { setTimeout as wait } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { connector } from '../../../connectors/messenger/index.ts'
import { atRate } from './paced.ts'

const patienceMs = 30_000
const { port, secret, webhookUrl, account } = z
  .object({ port: z.number(), secret: z.string(), webhookUrl: z.url(), account: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))
const order = z.object({ prefix: z.string(), text: z.string(), rate: z.number(), seconds: z.number() })
const url = `http://127.0.0.1:${port}/messenger`
const sandbox = must(connector.sandbox?.({ url, secret, webhookUrl, clock: systemClock }), 'sandbox')

serve({ hostname: '127.0.0.1', port, fetch: (request) => sandbox.fetch(request) }, () =>
  process.send?.('open'),
)
process.once('disconnect', () => process.exit(0))
process.on('message', (message) => {
  talk(order.parse(message)).then(
    (times) => process.send?.(times),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function talk({ prefix, text, rate, seconds }: z.infer<typeof order>): Promise<number[]> {
  const people = Array.from({ length: Math.round(rate * seconds) }, (_, n) => `${prefix}-${n}`)
  await atRate(rate, seconds, async (n) => {
    const id = must(people[n], 'person')
    const { status } = await sandbox.act({
      account,
      person: { id, name: `Customer ${id}` },
      kind: 'write',
      text,
    })
    if (status !== 200) throw new Error(`A webhook was answered with ${status}`)
  })
  const until = performance.now() + patienceMs
  const times: number[] = []
  for (const person of people) times.push(await untilAnswered(person, until))
  return times
}

async function untilAnswered(person: string, until: number): Promise<number> {
  for (;;) {
    const entries = sandbox.transcript(account, person)
    const asked = entries.find((entry) => entry.from === 'customer')
    const answered = entries.find((entry) => entry.from === 'us')
    if (asked && answered) return Date.parse(answered.at) - Date.parse(asked.at)
    if (performance.now() > until) throw new Error(`${person} was never answered`)
    await wait(20)
  }
}
