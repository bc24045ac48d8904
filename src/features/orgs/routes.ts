import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, ok } from '#contracts/http.ts'
import { AppError } from '#kernel/errors.ts'
import { currentMember, withoutOrg } from './me.ts'
import { meSchema } from './schema.ts'

export const routes = new OpenAPIHono<HttpEnv>().openapi(
  createRoute({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, where, and what they may do',
    responses: answer(meSchema.openapi('OrgsMe')),
  }),
  async (c) => {
    if (c.get('ctx')) return ok(c, await currentMember(c.get('ctx')))
    const session = await c.get('app').auth.session(c.req.raw.headers)
    if (!session) throw new AppError('unauthenticated', 'Please sign in.')
    return ok(c, withoutOrg(session))
  },
)

export type Routes = typeof routes
