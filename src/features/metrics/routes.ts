import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { cohorts } from './analysis/cohorts.ts'
import { forecast } from './analysis/forecast.ts'
import { funnel } from './analysis/funnel.ts'
import {
  cohortsInput,
  cohortsSchema,
  forecastInput,
  forecastSchema,
  funnelInput,
  funnelSchema,
} from './analysis/schema.ts'
import { answerCached } from './answer-cached.ts'
import { bestTimes } from './best-times.ts'
import { checkFormula } from './custom/check-formula.ts'
import { deleteOwnMetric, listOwnMetrics, saveOwnMetric } from './custom/own-metrics.ts'
import { checkedFormula, ownMetricInput, ownMetricView, ownUnitSchema } from './custom/schema.ts'
import { listMetrics } from './list-metrics.ts'
import { metricsStatus } from './metrics-status.ts'
import { answerSchema, bestTimesSchema, metricView, questionSchema, sourceView } from './schema.ts'

const tags = ['Metrics']
const server = new OpenAPIHono<HttpEnv>()
const own = ownMetricView.openapi('OwnMetric')
const slugParams = z.object({ slug: z.string().min(1).max(70) })

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
  .openapi(
    createRoute({
      method: 'get',
      path: '/custom',
      tags,
      summary: 'Metrics of your own by formula, with the reports, alerts and metrics that use each',
      responses: answer(z.array(own)),
    }),
    async (c) => ok(c, await listOwnMetrics(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/custom',
      tags,
      summary: 'Make a metric by formula: units are checked, circles and mixtures of posts and inbox refused',
      request: { body: jsonBody(ownMetricInput) },
      responses: answer(own),
    }),
    async (c) => ok(c, await saveOwnMetric(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/custom/check',
      tags,
      summary: 'What a formula would be: its fault, or its unit and value of the last 30 days',
      request: {
        body: jsonBody(
          z.object({
            formula: z.string().max(1_000),
            unit: ownUnitSchema.optional(),
            slug: z.string().max(70).optional().describe('Of the metric that is being changed'),
          }),
        ),
      },
      responses: answer(checkedFormula.openapi('CheckedFormula')),
    }),
    async (c) => ok(c, await checkFormula(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/custom/{slug}',
      tags,
      summary: 'Change a metric by formula; where it is used only with evenWhereUsed',
      request: {
        params: slugParams,
        body: jsonBody(
          ownMetricInput.extend({
            version: z.number().int().optional(),
            evenWhereUsed: z.boolean().default(false),
          }),
        ),
      },
      responses: answer(own),
    }),
    async (c) => {
      const { version, evenWhereUsed, ...input } = c.req.valid('json')
      const { slug: of } = c.req.valid('param')
      return ok(c, await saveOwnMetric(c.get('ctx'), input, { of, version, evenWhereUsed }))
    },
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/custom/{slug}',
      tags,
      summary: 'Delete a metric by formula; refused where it is used, with the places',
      request: { params: slugParams },
      responses: answer(own),
    }),
    async (c) => ok(c, await deleteOwnMetric(c.get('ctx'), c.req.valid('param').slug)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/forecast',
      tags,
      summary: 'How a metric may go on, with the range that eight of ten should lie in, tested on the past',
      request: { body: jsonBody(forecastInput) },
      responses: answer(forecastSchema.openapi('Forecast')),
    }),
    async (c) => ok(c, await forecast(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/funnel',
      tags,
      summary: 'How many conversations or posts go on from step to step, and where most are lost',
      request: { body: jsonBody(funnelInput) },
      responses: answer(funnelSchema.openapi('Funnel')),
    }),
    async (c) => ok(c, await funnel(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/cohorts',
      tags,
      summary: 'People by the week or month of their first message, and how many wrote again after',
      request: { body: jsonBody(cohortsInput) },
      responses: answer(cohortsSchema.openapi('Cohorts')),
    }),
    async (c) => ok(c, await cohorts(c.get('ctx'), c.req.valid('json'))),
  )

export type Routes = typeof routes
