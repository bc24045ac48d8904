import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { HttpEnv } from '#contracts/feature.ts'
import { ok } from '#contracts/http.ts'
import { invalid } from '#kernel/errors.ts'
import { guestOf } from './guest-of.ts'
import { guestDecide, guestView } from './guests.ts'
import { decideInput } from './schema.ts'
import type { ApprovalView } from './schema.ts'

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
