import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { actAsCustomer, listSandboxChannels, orderFault, readTranscript } from './index.ts'
import { actInput, actResult, faultInput, sandboxChannel, sandboxEntry, transcriptQuery } from './schema.ts'

const tags = ['Sandbox']

const routeChannels = createRoute({
  method: 'get',
  path: '/channels',
  tags,
  summary: 'Sandbox channels, with what a customer can do there',
  responses: answer(z.array(sandboxChannel)),
})
const routeAct = createRoute({
  method: 'post',
  path: '/act',
  tags,
  summary: 'Act as the customer',
  request: { body: jsonBody(actInput) },
  responses: answer(actResult),
})
const routeTranscript = createRoute({
  method: 'get',
  path: '/transcript',
  tags,
  summary: 'What the platform knows of the talk',
  request: { query: transcriptQuery },
  responses: answer(z.array(sandboxEntry)),
})
const routeFault = createRoute({
  method: 'post',
  path: '/faults',
  tags,
  summary: 'Make the platform fail on its next calls',
  request: { body: jsonBody(faultInput) },
  responses: answer(z.null()),
})

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(routeChannels, async (c) => ok(c, await listSandboxChannels(c.get('ctx'))))
  .openapi(routeAct, async (c) => ok(c, await actAsCustomer(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeTranscript, async (c) => ok(c, await readTranscript(c.get('ctx'), c.req.valid('query'))))
  .openapi(routeFault, async (c) => {
    const { channelId, times, fault } = c.req.valid('json')
    await orderFault(c.get('ctx'), channelId, times, fault)
    return ok(c, null)
  })

export type Routes = typeof routes
