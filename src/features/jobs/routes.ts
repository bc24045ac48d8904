import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, ok } from '#contracts/http.ts'
import { backgroundHealth } from './background-health.ts'
import { listFailedJobs } from './list-failed-jobs.ts'
import { replaySetAside } from './replay-set-aside.ts'
import { retryJob } from './retry-job.ts'
import { backgroundView, failedJobView, jobIdParams } from './schema.ts'

const tags = ['Background']

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'get',
      path: '/health',
      tags,
      summary: 'Whether the work behind the screen gets done: processes, waiting work, what was set aside',
      responses: answer(backgroundView.openapi('BackgroundHealth')),
    }),
    async (c) => ok(c, await backgroundHealth(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/failed',
      tags,
      summary: 'Jobs that used up their tries, the latest first; at most 200',
      responses: answer(failedJobView.openapi('FailedJob').array()),
    }),
    async (c) => ok(c, await listFailedJobs(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/retry',
      tags,
      summary: 'Run a failed job again',
      request: { params: jobIdParams },
      responses: answer(z.null()),
    }),
    async (c) => {
      await retryJob(c.get('ctx'), { jobId: c.req.valid('param').id })
      return ok(c, null)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/set-aside/{id}/replay',
      tags,
      summary: 'Pass on a change whose events and jobs had been set aside',
      request: { params: jobIdParams },
      responses: answer(z.null()),
    }),
    async (c) => {
      await replaySetAside(c.get('ctx'), { setAsideId: c.req.valid('param').id })
      return ok(c, null)
    },
  )

export type Routes = typeof routes
