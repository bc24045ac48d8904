import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { rollingQuestion } from '#features/metrics/index.ts'
import { answerAsked } from './answer-asked.ts'
import { askedSchema } from './schema.ts'

const tags = ['Ask']
const server = new OpenAPIHono<HttpEnv>()

export const routes = server.openapi(
  createRoute({
    method: 'post',
    path: '/answer',
    tags,
    summary: 'Answer a question as a screen shows it: the finding, chart, table and where it comes from',
    request: { body: jsonBody(z.object({ question: rollingQuestion })) },
    responses: answer(askedSchema.openapi('Asked')),
  }),
  async (c) => ok(c, await answerAsked(c.get('ctx'), c.req.valid('json').question)),
)

export type Routes = typeof routes
