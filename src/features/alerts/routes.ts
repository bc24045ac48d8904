import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { createAlert, listAlerts, stopAlert } from './alerts.ts'
import { alertInput, alertView } from './schema.ts'

const tags = ['Alerts']
const alert = alertView.openapi('Alert')
const server = new OpenAPIHono<HttpEnv>()

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'What is watched',
      responses: answer(z.array(alert)),
    }),
    async (c) => ok(c, await listAlerts(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Be told when a metric passes a mark, or when something fails',
      request: { body: jsonBody(alertInput) },
      responses: answer(alert),
    }),
    async (c) => ok(c, await createAlert(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}',
      tags,
      summary: 'Stop watching',
      request: { params: idParams },
      responses: answer(alert),
    }),
    async (c) => ok(c, await stopAlert(c.get('ctx'), c.req.valid('param').id)),
  )

export type Routes = typeof routes
