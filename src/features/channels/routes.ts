import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { disconnectChannel, pauseChannel, resumeChannel, updateChannel } from './change-channel.ts'
import { connectChannel } from './connect-channel.ts'
import { getChannel, listChannels, listConnectors, toChannelView } from './list-channels.ts'
import { beginChannelOAuth } from './oauth.ts'
import { listParked, replayParked } from './park-event.ts'
import {
  channelView,
  connectInput,
  connectorView,
  healthCheck,
  parkedView,
  updateChannelInput,
} from './schema.ts'
import { testChannel } from './test-channel.ts'

const tags = ['Channels']

const routeList = createRoute({
  method: 'get',
  path: '/',
  tags,
  summary: 'Channels and how they are',
  responses: answer(z.array(channelView)),
})
const routeConnectors = createRoute({
  method: 'get',
  path: '/connectors',
  tags,
  summary: 'What can be connected, and what each can do',
  responses: answer(z.array(connectorView)),
})
const routeConnect = createRoute({
  method: 'post',
  path: '/',
  tags,
  summary: 'Connect an account',
  request: { body: jsonBody(connectInput) },
  responses: answer(channelView),
})
const routeOAuth = createRoute({
  method: 'post',
  path: '/oauth',
  tags,
  summary: 'Where to give consent at the platform; the person comes back to /channels',
  request: { body: jsonBody(z.object({ connector: z.string().max(40), sandbox: z.boolean().optional() })) },
  responses: answer(z.object({ url: z.string() })),
})
const routeGet = createRoute({
  method: 'get',
  path: '/{id}',
  tags,
  summary: 'One channel',
  request: { params: idParams },
  responses: answer(channelView),
})
const routeUpdate = createRoute({
  method: 'patch',
  path: '/{id}',
  tags,
  summary: 'Rename it or change its settings',
  request: { params: idParams, body: jsonBody(updateChannelInput.omit({ channelId: true })) },
  responses: answer(channelView),
})
const act = (path: '/{id}/pause' | '/{id}/resume', summary: string) =>
  createRoute({
    method: 'post',
    path,
    tags,
    summary,
    request: { params: idParams },
    responses: answer(channelView),
  })
const routePause = act('/{id}/pause', 'Hold sends and polling back')
const routeResume = act('/{id}/resume', 'Go on')
const routeDisconnect = createRoute({
  method: 'delete',
  path: '/{id}',
  tags,
  summary: 'Disconnect; conversations stay',
  request: { params: idParams },
  responses: answer(z.null()),
})
const routeTest = createRoute({
  method: 'post',
  path: '/{id}/test',
  tags,
  summary: 'Ask the platform whether it works',
  request: { params: idParams },
  responses: answer(z.array(healthCheck)),
})
const routeParked = createRoute({
  method: 'get',
  path: '/{id}/parked',
  tags,
  summary: 'Events that could not be applied',
  request: { params: idParams },
  responses: answer(z.array(parkedView)),
})
const routeReplay = createRoute({
  method: 'post',
  path: '/parked/{id}/replay',
  tags,
  summary: 'Apply a parked event anew',
  request: { params: idParams },
  responses: answer(z.null()),
})

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(routeList, async (c) => ok(c, await listChannels(c.get('ctx'))))
  .openapi(routeConnectors, (c) => ok(c, listConnectors(c.get('ctx'))))
  .openapi(routeConnect, async (c) => {
    const ctx = c.get('ctx')
    return ok(c, toChannelView(ctx, await connectChannel(ctx, c.req.valid('json'))))
  })
  .openapi(routeOAuth, async (c) => ok(c, await beginChannelOAuth(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeGet, async (c) =>
    ok(c, await getChannel(c.get('ctx'), { channelId: c.req.valid('param').id })),
  )
  .openapi(routeUpdate, async (c) => {
    const ctx = c.get('ctx')
    return ok(
      c,
      toChannelView(
        ctx,
        await updateChannel(ctx, { channelId: c.req.valid('param').id, ...c.req.valid('json') }),
      ),
    )
  })
  .openapi(routePause, async (c) => {
    const ctx = c.get('ctx')
    return ok(c, toChannelView(ctx, await pauseChannel(ctx, { channelId: c.req.valid('param').id })))
  })
  .openapi(routeResume, async (c) => {
    const ctx = c.get('ctx')
    return ok(c, toChannelView(ctx, await resumeChannel(ctx, { channelId: c.req.valid('param').id })))
  })
  .openapi(routeDisconnect, async (c) => {
    await disconnectChannel(c.get('ctx'), { channelId: c.req.valid('param').id })
    return ok(c, null)
  })
  .openapi(routeTest, async (c) =>
    ok(c, await testChannel(c.get('ctx'), { channelId: c.req.valid('param').id })),
  )
  .openapi(routeParked, async (c) =>
    ok(c, await listParked(c.get('ctx'), { channelId: c.req.valid('param').id })),
  )
  .openapi(routeReplay, async (c) => {
    await replayParked(c.get('ctx'), { parkedId: c.req.valid('param').id })
    return ok(c, null)
  })

export type Routes = typeof routes
