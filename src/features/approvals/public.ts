import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HttpEnv } from '#contracts/feature.ts'
import { ok } from '#contracts/http.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { findGuest, guestDecide, guestView } from './guests.ts'
import { decideInput } from './schema.ts'
import type { ApprovalView } from './schema.ts'

/** Tries per address: guessing a token is hopeless anyway, this only keeps the noise down. */
const perMinute = 60

/** What a guest may do with their link: no cookies, the token in the Authorization header. */
export const routes = new OpenAPIHono<HttpEnv>()
routes.use('/guest', bodyLimit({ maxSize: 16 * 1024 }))

routes.get('/guest', async (c) => {
  const guest = await guestOf(c)
  return ok(c, { guest: guest.name, approval: forGuest(await guestView(guest)) })
})

routes.post('/guest', async (c) => {
  const guest = await guestOf(c)
  const parsed = decideInput.omit({ approvalId: true }).safeParse(await c.req.json().catch(() => undefined))
  if (!parsed.success) throw invalid('Send a decision: approve, request_changes or reject.')
  return ok(c, { guest: guest.name, approval: forGuest(await guestDecide(guest, parsed.data)) })
})

async function guestOf(c: Context<HttpEnv>) {
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
  const app = c.get('app')
  const taken = await app.limiter.take(`approval-guest:${c.get('address') ?? 'local'}`, {
    points: perMinute,
    perMs: 60_000,
  })
  if (!taken.ok) throw new AppError('limit', 'Too many tries. Please wait a minute.')
  const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token)
    throw new AppError('unauthenticated', 'This link is incomplete. Open it again from the message.')
  return findGuest(app, token, c.get('requestId'))
}

/** A guest sees the request and its own decisions, not who else was asked. */
const forGuest = ({
  id,
  title,
  state,
  hash,
  objectVersion,
  type,
  objectId,
  slotAt,
  approveBy,
}: ApprovalView) => ({
  id,
  title,
  state,
  hash,
  objectVersion,
  type,
  objectId,
  slotAt,
  approveBy,
})
