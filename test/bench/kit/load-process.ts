// The load generator's own process: JSON of `Load` as argument, messages in the file BENCH_FILE.
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import { percentile } from '../bench.ts'
import { atRate } from './paced.ts'

const load = z
  .object({
    url: z.url(),
    connections: z.number(),
    seconds: z.number(),
    rate: z.number().optional(),
    headers: z.record(z.string(), z.string()).default({}),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))
const url = new URL(load.url)
const pool = new Pool(url.origin, { connections: load.connections, pipelining: 1 })
const messages = readFileSync(process.env['BENCH_FILE'] ?? '', 'utf8')
  .split('\n')
  .slice(0, -1)
const latencies: number[] = []
let failed = 0
let next = 0

async function post(dueAt: number): Promise<void> {
  const [signature = '', body = ''] = must(messages[next++ % messages.length], 'message').split('\t')
  const headers = {
    'content-type': 'application/json',
    ...(signature ? { 'x-hub-signature-256': signature } : {}),
    ...load.headers,
  }
  const answer = await pool
    .request({ method: 'POST', path: url.pathname, headers, body })
    .catch(() => undefined)
  await answer?.body.dump()
  if (answer && answer.statusCode < 300) latencies.push(performance.now() - dueAt)
  else failed++
}

async function asFastAsAnswered(): Promise<void> {
  const until = performance.now() + load.seconds * 1000
  const lanes = Array.from({ length: load.connections }, async () => {
    while (performance.now() < until) await post(performance.now())
  })
  await Promise.all(lanes)
}

const startedAt = performance.now()
await (load.rate === undefined
  ? asFastAsAnswered()
  : atRate(load.rate, load.seconds, (_n, dueAt) => post(dueAt)))
const seconds = (performance.now() - startedAt) / 1000
const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(latencies, part))
const perSecond = latencies.length / seconds
console.log(`RESULT ${JSON.stringify({ ok: latencies.length, failed, perSecond, p50, p95, p99 })}`)
await pool.close()
