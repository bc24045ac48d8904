import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, ok } from '#contracts/http.ts'
import { tryStep } from './schema.ts'
import { listTrySteps } from './try-steps.ts'

const routeSteps = createRoute({
  method: 'get',
  path: '/steps',
  tags: ['Try it'],
  summary: 'The journey of a newcomer, with what is done',
  responses: answer(z.array(tryStep)),
})

export const routes = new OpenAPIHono<HttpEnv>().openapi(routeSteps, async (c) =>
  ok(c, await listTrySteps(c.get('ctx'))),
)

export type Routes = typeof routes
