// Opens many streams, then tells when the last of them had each event. Talks with its parent by IPC.
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { z } from 'zod'

const patienceMs = 20_000
const { streamUrl, headers, actUrl, acts, streams } = z
  .object({
    streamUrl: z.url(),
    headers: z.record(z.string(), z.string()),
    actUrl: z.url(),
    /** Bodies of writes; each makes one event. */
    acts: z.array(z.unknown()),
    streams: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))
const dispatcher = new Agent({ connections: streams, bodyTimeout: 0, headersTimeout: 60_000 })
let opened = 0
let received = 0

async function openStream(): Promise<void> {
  const { body } = await request(streamUrl, { headers, dispatcher })
  body.on('data', (chunk: Buffer) => {
    const text = chunk.toString()
    if (text.includes('event: hello')) opened++
    if (text.includes('"conversation.changed"')) received++
  })
}

async function untilAll(count: () => number): Promise<void> {
  const until = performance.now() + patienceMs
  while (count() < streams) {
    if (performance.now() > until) throw new Error(`${count()} of ${streams} streams only`)
    await wait(1)
  }
}

async function timeOne(act: unknown): Promise<number> {
  received = 0
  const startedAt = performance.now()
  const answer = await request(actUrl, { method: 'POST', headers, body: JSON.stringify(act) })
  await answer.body.dump()
  if (answer.statusCode >= 300) throw new Error(`${actUrl} answered ${answer.statusCode}`)
  await untilAll(() => received)
  return performance.now() - startedAt
}

for (let n = 0; n < streams; n += 50) await Promise.all(Array.from({ length: 50 }, openStream))
await untilAll(() => opened)
process.send?.('open')
await new Promise((resolve) => process.once('message', resolve))
const times: number[] = []
for (const act of acts) {
  times.push(await timeOne(act))
  await wait(200)
}
process.send?.({ times })
process.once('disconnect', () => process.exit(0))
