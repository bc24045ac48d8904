import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type postgres from 'postgres'
import sharp from 'sharp'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { newToken } from '#kernel/ids.ts'
import type { BenchEnv } from '../env.ts'
import { openDesk, type Desk } from './desk.ts'
import { mark, planCopies, type Template } from './planned-posts.ts'
import { freePort } from './program.ts'
import { envOf, publishingPlatforms } from './publishing-platforms.ts'

const dayMs = 86_400_000
const accountsEach = 20
const patienceMs = 60_000
const arrived = z.array(z.object({ text: z.string(), receivedAt: z.number() }))
const made = z.object({ id: z.uuid() })

export interface Wave {
  count: number
  everyMs: number
}

export interface PublishDesk extends Desk {
  /** Posts due one after the other; answers with the milliseconds from each one's time to its arrival at the platform. */
  publish(wave: Wave): Promise<number[]>
}

/** A program with twenty accounts on each of three platforms that live in another process. */
export async function openPublishDesk(env: BenchEnv): Promise<PublishDesk> {
  const options = { port: await freePort(), secret: newToken(), clock: systemClock }
  const platforms = publishingPlatforms(options)
  const desk = await openDesk(env, envOf(platforms))
  const child = fork(join(import.meta.dirname, 'publish-process.ts'), [
    JSON.stringify({ port: options.port, secret: options.secret }),
  ])
  env.onEnd(() => child.kill())
  await once(child, 'message')

  const question: Array<{ platform: string; account: string }> = []
  const templates: Template[] = []
  for (const [platform, sandbox] of platforms) {
    const accounts: string[] = []
    for (let n = 0; n < accountsEach; n++) {
      const { externalId, form } = sandbox.account(`shop-${n}`)
      const wish = { connector: platform, values: form, sandbox: false }
      accounts.push((await desk.api('POST', '/channels', made, wish)).id)
      question.push({ platform, account: externalId })
    }
    templates.push(await makeTemplate(desk, accounts, platform === 'instagram'))
  }
  const sql = env.sql(desk.database.superuserUrl)
  let waves = 0
  return {
    ...desk,
    async publish({ count, everyMs }) {
      const prefix = `${++waves}-`
      const from = new Date(Date.now() + 2_000)
      await planCopies(sql, templates, { prefix, count, from, everyMs })
      await sql`analyze`
      await untilPublished(sql, desk.orgId, from.getTime() + count * everyMs + patienceMs)
      child.send(question)
      const [answer] = await once(child, 'message')
      const times = arrived.parse(answer).flatMap(({ text, receivedAt }) => {
        const [, wave, n] = / (\d+-)(\d+)/.exec(text) ?? []
        return wave === prefix ? [receivedAt - (from.getTime() + Number(n) * everyMs)] : []
      })
      if (times.length !== count) throw new Error(`${times.length} posts are out, ${count} were planned`)
      return times
    },
  }
}

/** By the program's own ways: made, its picture prepared, scheduled. Its own time is far away. */
async function makeTemplate(desk: Desk, accounts: string[], withPicture: boolean): Promise<Template> {
  const channelId = must(accounts[0], 'account')
  const media = withPicture ? [{ mediaId: await uploadPicture(desk), alt: 'A shop' }] : []
  const { id: postId } = await desk.api('POST', '/posts', made, {
    body: { text: `Spring ${mark} is here.`, media },
    targets: [{ channelId }],
  })
  await desk.api('POST', '/calendar/schedule', z.unknown(), {
    postId,
    when: { kind: 'instant', instant: new Date(Date.now() + dayMs).toISOString(), zone: 'Europe/Berlin' },
  })
  await desk.api('POST', `/posts/${postId}/submit`, z.unknown(), {})
  const until = Date.now() + 20_000
  for (;;) {
    const { state } = await desk.api('GET', `/posts/${postId}`, z.object({ state: z.string() }))
    if (state === 'scheduled') return { postId, channelId, accounts }
    if (Date.now() > until) throw new Error(`A post is ${state}, not scheduled`)
    await wait(100)
  }
}

async function uploadPicture(desk: Desk): Promise<string> {
  const bytes = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#226688' } })
    .jpeg()
    .toBuffer()
  const response = await fetch(`${desk.program.url}/api/v1/media/library?name=shop.jpg`, {
    method: 'POST',
    headers: { ...desk.headers, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  const answer: unknown = await response.json()
  return z.object({ data: made }).parse(answer).data.id
}

async function untilPublished(sql: postgres.Sql, orgId: string, until: number): Promise<void> {
  for (;;) {
    // The templates' own time is tomorrow; the demo has posts that stand still.
    const rows = await sql<Array<{ state: string; n: number; failure: string | null }>>`
      select state, count(*)::int as n, min(failure) as failure from post_targets
      where org_id = ${orgId} and state <> 'published' and effective_at < now() + interval '1 hour' group by state`
    if (rows.length === 0) return
    if (Date.now() > until)
      throw new Error(
        `Not all are out: ${rows.map((row) => `${row.n} ${row.state} ${row.failure}`).join(', ')}`,
      )
    await wait(250)
  }
}
