import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, ok } from '#contracts/http.ts'
import { usageView } from './schema.ts'
import { readUsage } from './usage.ts'

export const routes = new OpenAPIHono<HttpEnv>().openapi(
  createRoute({
    method: 'get',
    path: '/usage',
    tags: ['Assistant'],
    summary: 'What the language model took this month: tokens, budget and cost, by day',
    responses: answer(usageView.openapi('AssistantUsage')),
  }),
  async (c) => ok(c, await readUsage(c.get('ctx'))),
)
