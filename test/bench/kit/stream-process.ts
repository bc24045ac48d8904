// Posts numbered messages at a fixed rate and watches for each on an open stream, by one clock.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool, request } from 'undici'
import { z } from 'zod'
import { percentile } from '../bench.ts'
import { atRate } from './paced.ts'

const patienceMs = 20_000
const { streamUrl, headers, webhookUrl, rate, seconds } = z
  .object({
    streamUrl: z.url(),
    headers: z.record(z.string(), z.string()),
    webhookUrl: z.url(),
    rate: z.number(),
    seconds: z.number(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))
const messages = readFileSync(process.env['BENCH_FILE'] ?? '', 'utf8')
  .split('\n')
  .slice(0, -1)
const dueAts = new Map<number, number>()
const seenAts = new Map<number, number>()

const stream = await request(streamUrl, { headers, bodyTimeout: 0 })
const lines = createInterface({ input: Readable.from(stream.body) })
let isOpen = false
lines.on('line', (line) => {
  if (line === 'event: hello') isOpen = true
  const n = /"message\.received".*?"text":"[^"]*#(\d+)"/.exec(line)?.[1]
  if (n !== undefined) seenAts.set(Number(n), performance.now())
})
while (!isOpen) await wait(5)

const url = new URL(webhookUrl)
const pool = new Pool(url.origin, { connections: 32, pipelining: 1 })
await atRate(rate, seconds, async (n, dueAt) => {
  const [signature = '', body = ''] = (messages[n] ?? '').split('\t')
  dueAts.set(n, dueAt)
  const answer = await pool.request({
    method: 'POST',
    path: url.pathname,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  })
  await answer.body.dump()
  if (answer.statusCode !== 200) throw new Error(`A webhook was answered with ${answer.statusCode}`)
})
const until = performance.now() + patienceMs
while (seenAts.size < dueAts.size && performance.now() < until) await wait(20)

// What was never seen counts as seen at the end.
const latencies = [...dueAts].map(([n, dueAt]) => (seenAts.get(n) ?? performance.now()) - dueAt)
const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(latencies, part))
console.log(`RESULT ${JSON.stringify({ sent: dueAts.size, seen: seenAts.size, p50, p95, p99 })}`)
process.exit(0)
