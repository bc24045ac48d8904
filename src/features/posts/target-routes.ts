import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { cancelTarget, handOver, publishNow, retryTarget, settleTarget } from './publishing/person-verbs.ts'
import { postRow } from './schema.ts'

const tags = ['Posts']
const row = answer(postRow)
const settle = z.object({
  as: z.enum(['live', 'not_live', 'leave']),
  link: z
    .url({ protocol: /^https$/, message: 'A link begins with https://.' })
    .max(2_000)
    .optional(),
})
const handing = z.object({ memberId: z.uuid(), note: z.string().trim().max(500).optional() })

/** What a person does about one account of a post, and publishing at once. */
export const targetRoutes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/publish-now',
      tags,
      summary: 'Send an approved post out now, whatever its time was',
      request: { params: idParams, body: jsonBody(z.object({ zone: z.string().min(1).max(60) })) },
      responses: row,
    }),
    async (c) =>
      ok(c, await publishNow(c.get('ctx'), { ...c.req.valid('json'), postId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/targets/{id}/retry',
      tags,
      summary: 'Try a failed or missed account again',
      request: { params: idParams },
      responses: row,
    }),
    async (c) => ok(c, await retryTarget(c.get('ctx'), { targetId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/targets/{id}/settle',
      tags,
      summary: 'Say what became of a post whose answer was lost',
      request: { params: idParams, body: jsonBody(settle) },
      responses: row,
    }),
    async (c) =>
      ok(c, await settleTarget(c.get('ctx'), { ...c.req.valid('json'), targetId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/targets/{id}/cancel',
      tags,
      summary: 'Do not publish on this account; what is out stays out',
      request: { params: idParams },
      responses: row,
    }),
    async (c) => ok(c, await cancelTarget(c.get('ctx'), { targetId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/targets/{id}/hand-over',
      tags,
      summary: 'Ask a member to see to its trouble',
      request: { params: idParams, body: jsonBody(handing) },
      responses: row,
    }),
    async (c) =>
      ok(c, await handOver(c.get('ctx'), { ...c.req.valid('json'), targetId: c.req.valid('param').id })),
  )
