import { newId } from '#kernel/ids.ts'
import { atMost, defineBench, median, ratioAtLeast } from './bench.ts'
import type { BenchEnv } from './env.ts'
import { openDesk, type Desk } from './kit/desk.ts'
import { postMessages, type LoadResult } from './kit/load.ts'
import { startNaive } from './kit/naive.ts'
import { signMessage } from './kit/signed-messages.ts'

const connections = 64
const mostPerSecond = 9_000

/**
 * The door alone (the worker runs elsewhere), against the two shapes that one would write first: same body,
 * same check, same database, same load. What was answered with 2xx must be in the table.
 */
export const bench = defineBench({
  name: 'ingest',
  unit: 'requests/s',
  async run(env) {
    const desk = await openDesk(env, { ROLES: 'http' })
    const naive = await env.database()
    const shapes = {
      parley: desk.webhookUrl,
      insert: await startNaive(env, 'insert', naive.superuserUrl, desk.appSecret),
      transaction: await startNaive(env, 'transaction', naive.superuserUrl, desk.appSecret),
    }
    const seen = { parley: [] as number[], insert: [] as number[], transaction: [] as number[] }
    const stored = {
      parley: desk.database.superuserUrl,
      insert: naive.superuserUrl,
      transaction: naive.superuserUrl,
    }
    for (let round = 0; round < (env.quick ? 1 : 5); round++) {
      for (const shape of ['transaction', 'insert', 'parley'] as const) {
        const before = await countStored(env, stored[shape])
        const result = await load(desk, shapes[shape], { seconds: env.seconds(5) })
        const added = (await countStored(env, stored[shape])) - before
        if (added < result.ok) throw new Error(`${shape}: ${result.ok} answered with 2xx, ${added} stored`)
        seen[shape].push(result.perSecond)
        env.tell(
          `round ${round + 1}, ${shape}: ${Math.round(result.perSecond)} requests/s, p99 ${result.p99} ms`,
        )
      }
    }
    const perSecond = median(seen.parley)
    return [
      ratioAtLeast(
        'webhook → 2xx, against insert + add_job',
        perSecond,
        'requests/s',
        median(seen.transaction),
        3,
      ),
      ratioAtLeast('webhook → 2xx, against one insert', perSecond, 'requests/s', median(seen.insert), 0.8),
      atMost('webhook → 2xx at 500/s, p99', await pacedP99(env, desk), 'ms', 50),
    ]
  },
})

async function pacedP99(env: BenchEnv, desk: Desk): Promise<number> {
  await load(desk, desk.webhookUrl, { seconds: 2, rate: 200 })
  return (await load(desk, desk.webhookUrl, { seconds: env.seconds(15), rate: 500 })).p99
}

async function load(
  desk: Desk,
  url: string,
  options: { seconds: number; rate?: number },
): Promise<LoadResult> {
  const count = Math.ceil((options.rate ?? mostPerSecond) * options.seconds * 1.2)
  const messages = Array.from({ length: count }, (_, n) =>
    signMessage(desk.appSecret, desk.account, {
      id: `m_${newId()}`,
      person: `p${n % 500}`,
      text: `Where is order ${n}?`,
    }),
  )
  return postMessages({ url, connections, messages, ...options })
}

async function countStored(env: BenchEnv, url: string): Promise<number> {
  const rows = await env.sql(url)`select count(*)::int as n from inbound_events`
  return Number(rows[0]?.['n'])
}
