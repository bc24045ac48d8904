import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { assistantSettings, changeAssistant, usageView } from './schema.ts'
import { changeSettings, readSettings } from './settings.ts'
import { readUsage } from './usage.ts'

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'get',
      path: '/usage',
      tags: ['Assistant'],
      summary: 'What the language model took this month: tokens, budget and cost, by day',
      responses: answer(usageView.openapi('AssistantUsage')),
    }),
    async (c) => ok(c, await readUsage(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/settings',
      tags: ['Assistant'],
      summary: 'Whether a language model is asked, which one, and which may be chosen',
      responses: answer(assistantSettings.openapi('AssistantSettings')),
    }),
    async (c) => ok(c, await readSettings(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/settings',
      tags: ['Assistant'],
      summary: 'Switch the language model on or off, or choose another',
      request: { body: jsonBody(changeAssistant.openapi('ChangeAssistant')) },
      responses: answer(assistantSettings),
    }),
    async (c) => ok(c, await changeSettings(c.get('ctx'), c.req.valid('json'))),
  )

export type Routes = typeof routes
