import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { answerCached } from './answer-cached.ts'
import { bestTimes } from './best-times.ts'
import { listMetrics } from './list-metrics.ts'
import { metricsStatus } from './metrics-status.ts'
import { answerSchema, bestTimesSchema, metricView, questionSchema, sourceView } from './schema.ts'

const tags = ['Metrics']
const server = new OpenAPIHono<HttpEnv>()

export const routes = server
  .openapi(
    createRoute({
      method: 'post',
      path: '/answer',
      tags,
      summary: 'Answer a question over the catalogue: figures, changes, rows, steps of time, n and freshness',
      request: { body: jsonBody(questionSchema.openapi('Question')) },
      responses: answer(answerSchema.openapi('Answer')),
    }),
    async (c) => ok(c, await answerCached(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/catalogue',
      tags,
      summary: 'Every metric: name, unit, formula, and the accounts that tell it',
      responses: answer(z.array(metricView.openapi('Metric'))),
    }),
    async (c) => ok(c, await listMetrics(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sources',
      tags,
      summary: 'What is read from each account, when it was read last, and what is refused or held back',
      responses: answer(z.array(sourceView.openapi('MetricSource'))),
    }),
    async (c) => ok(c, await metricsStatus(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/best-times',
      tags,
      summary: 'When posts gathered most, by weekday and hour, with how many posts stand behind it',
      request: {
        query: z.object({
          accounts: z.string().max(8_000).default('').describe('Ids, comma-separated; none: all'),
        }),
      },
      responses: answer(bestTimesSchema.openapi('BestTimes')),
    }),
    async (c) => {
      const account = c.req
        .valid('query')
        .accounts.split(',')
        .filter((id) => id !== '')
      return ok(c, await bestTimes(c.get('ctx'), account.length > 0 ? { account } : {}))
    },
  )

export type Routes = typeof routes
