import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import type { HttpClient } from '#kernel/http-client.ts'
import { makePress } from './press.ts'
import type { Press } from './press.ts'
import { sample, seed } from './whole.ts'

let press: Press
interface Account {
  id: string
  externalId: string
  connector: string
}
beforeAll(async () => {
  press = await makePress()
})
afterAll(() => press.close())

class Killed extends Error {}

/**
 * The process dies at the n-th point where it waits: before a statement or a call leaves, or after its answer
 * came. What it had open is rolled back, what it had sent stays sent, and it does nothing more.
 */
function dying(ctx: Ctx, at: number): { ctx: Ctx; points: () => number } {
  let passed = 0
  let dead = false
  const point = () => {
    passed += 1
    if (dead || passed === at) {
      dead = true
      throw new Killed(`killed at point ${at}`)
    }
  }
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      point()
      return node
    },
    transformResult({ result }) {
      point()
      return Promise.resolve(result)
    },
  }
  const raw: HttpClient['raw'] = async (url, options) => {
    point()
    const answer = await ctx.http.raw(url, options)
    point()
    return answer
  }
  return {
    ctx: { ...ctx, db: ctx.db.withPlugin(plugin), http: { ...ctx.http, raw } },
    points: () => passed,
  }
}

const count = (account: Account, text: string) =>
  press.posts(account).filter((post) => post.text === text).length

const stories = [
  {
    name: 'a thread with a first comment on X',
    connector: 'x',
    more: (text: string) => ({ thread: [`${text} b`], firstComment: `${text} comment` }),
    parts: (text: string) => [text, `${text} b`, `${text} comment`],
  },
  {
    name: 'a text with a first comment on a Page',
    connector: 'facebook',
    more: (text: string) => ({ firstComment: `${text} comment` }),
    parts: (text: string) => [text],
  },
]

it.each(stories)(
  `killed at every point of publishing $name: never twice, never lost (seed ${seed})`,
  async ({ connector, more, parts }) => {
    const step = sample(6, 1)
    let reached = Number.POSITIVE_INFINITY
    let kills = 0
    let account = await press.account(connector, 'shop0')
    for (let at = 1 + (seed % step); at <= reached; at += step) {
      // Each account takes so many posts in a quarter of an hour of real time.
      if (at % 40 === 0) account = await press.account(connector, `shop${at}`)
      const text = `Killed at ${at} on ${connector}`
      const post = await press.due([account], text, more(text))
      const { ctx, points } = dying(press.team.ctx, at)
      const killed = await press.publish(account.id, ctx).then(
        () => false,
        (error: unknown) => error instanceof Killed || isAfterKill(error),
      )
      if (!killed) reached = Math.min(reached, points())
      else kills += 1
      await press.twoMinutes(post.id, [account.id])
      const target = must((await press.targets(post.id))[0], 'target')
      const times = parts(text).map((part) => count(account, part))
      expect(Math.max(...times), `${text}: ${times.join(', ')}`).toBeLessThanOrEqual(1)
      expect(['published', 'unknown'], `${text}: ${target.failure}`).toContain(target.state)
      if (target.state === 'published')
        expect(
          times.every((one) => one === 1),
          `${text}: ${times.join(', ')}`,
        ).toBe(true)
      else expect(target.asked_at, text).not.toBeNull()
    }
    expect(kills).toBeGreaterThan(3)
  },
  600_000,
)

/** A transaction that is rolled back after the kill may answer with its own words. */
const isAfterKill = (error: unknown) =>
  error instanceof Error && (error.cause instanceof Killed || /killed at point/.test(String(error.stack)))
