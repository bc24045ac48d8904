// What one would write first: the same verification, then one commit (or transaction) per request.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { newId } from '#kernel/ids.ts'

const [shape = '', databaseUrl = '', secret = ''] = process.argv.slice(2)
const sql = postgres(databaseUrl, { max: 16, onnotice: () => undefined })
const app = new Hono()

app.post('/', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer())
  const given = Buffer.from((c.req.header('x-hub-signature-256') ?? '').slice('sha256='.length), 'hex')
  const made = createHmac('sha256', secret).update(body).digest()
  if (given.length !== made.length || !timingSafeEqual(given, made)) return c.text('Signature is wrong', 401)
  await (shape === 'insert' ? insert(sql, body) : insertWithJob(body))
  return c.text('OK')
})

async function insert(on: postgres.ISql, body: Buffer): Promise<string> {
  const id = newId()
  await on`insert into inbound_events (id, connector, route, key, body)
    values (${id}, 'messenger', 'sandbox', ${id}, ${body}) on conflict do nothing`
  return id
}

const insertWithJob = (body: Buffer) =>
  sql.begin(async (tx) => {
    const id = await insert(tx, body)
    await tx`select graphile_worker.add_job('naive', json_build_object('id', ${id}::text))`
  })

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  process.send?.({ port }),
)
process.on('SIGTERM', () => {
  server.close()
  void sql.end({ timeout: 1 }).then(() => process.exit(0))
})
process.once('disconnect', () => process.exit(0))
