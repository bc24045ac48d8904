import { rmSync } from 'node:fs'
import { z } from 'zod'
import { newId } from '#kernel/ids.ts'
import { atMost, defineBench, forOrientation } from './bench.ts'
import type { BenchEnv } from './env.ts'
import { runScript, writeMessages } from './kit/child.ts'
import { openDesk, type Desk } from './kit/desk.ts'
import { signMessage } from './kit/signed-messages.ts'

const rate = 100
const otherJobs = 100_000
const result = z.object({
  sent: z.number(),
  seen: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

/** From the webhook's due time to the message on an open stream, every role in one process. */
export const bench = defineBench({
  name: 'stream',
  unit: 'ms',
  async run(env) {
    const desk = await openDesk(env)
    await watch(env, desk, 3)
    const alone = await watch(env, desk, env.seconds(15))
    await queueOtherJobs(env, desk, env.quick ? otherJobs / 20 : otherJobs)
    const behind = await watch(env, desk, env.seconds(10))
    return [
      atMost('webhook → open stream at 100/s, p95', alone.p95, 'ms', 250),
      forOrientation('webhook → open stream at 100/s, p50', alone.p50, 'ms'),
      atMost('the same with 100,000 other jobs queued, p95', behind.p95, 'ms', 2_000),
    ]
  },
})

async function watch(env: BenchEnv, desk: Desk, seconds: number) {
  const messages = Array.from({ length: Math.ceil(rate * seconds) }, (_, n) =>
    signMessage(desk.appSecret, desk.account, {
      id: `m_${newId()}`,
      person: `p${n % 400}`,
      text: `Hello #${n}`,
    }),
  )
  const file = writeMessages(messages)
  try {
    const input = {
      streamUrl: `${desk.program.url}/api/v1/stream`,
      headers: desk.headers,
      webhookUrl: desk.webhookUrl,
      rate,
      seconds,
    }
    const seen = await runScript('stream-process.ts', input, result, { BENCH_FILE: file })
    env.tell(
      `${seen.seen} of ${seen.sent} seen, p50 ${seen.p50.toFixed(1)} ms, p95 ${seen.p95.toFixed(1)} ms`,
    )
    if (seen.seen < seen.sent) throw new Error(`${seen.sent - seen.seen} messages never came to the stream`)
    return seen
  } finally {
    rmSync(file, { force: true })
  }
}

/** Ready to run and cheap, in the lane that most jobs share. */
async function queueOtherJobs(env: BenchEnv, desk: Desk, count: number): Promise<void> {
  const spec = JSON.stringify({ identifier: 'inbox/wake-snoozed', payload: { orgId: null, data: {} } })
  await env.sql(desk.database.superuserUrl)`select graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec, ${spec}::text::json) from generate_series(1, ${count}::int)))`
}
