import { z } from 'zod'
import { requireMember, requireScope } from '#kernel/ctx.ts'
import { ok } from '#contracts/http.ts'
import { AppError } from '#kernel/errors.ts'
import type { Server } from './server.ts'

const body = z.object({ conversationId: z.uuid(), state: z.enum(['viewing', 'typing', 'gone']) })

/** `POST /api/v1/presence`: what the caller looks at. `GET`: who looks at what in the organisation. */
export function mountPresence(server: Server): void {
  server.post('/api/v1/presence', async (c) => {
    const ctx = c.get('ctx')
    requireScope(ctx, 'inbox:read')
    const parsed = body.safeParse(await c.req.json().catch(() => undefined))
    if (!parsed.success) throw new AppError('invalid', 'Send { conversationId, state }.')
    const { conversationId, state } = parsed.data
    ctx.presence.mark(
      ctx.orgId,
      conversationId,
      { memberId: requireMember(ctx), name: ctx.actor.name },
      state,
    )
    return ok(c, null)
  })
  server.get('/api/v1/presence', (c) => {
    const ctx = c.get('ctx')
    requireScope(ctx, 'inbox:read')
    return ok(c, ctx.presence.all(ctx.orgId))
  })
}
