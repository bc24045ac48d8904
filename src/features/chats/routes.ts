import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { replySchema } from '#contracts/reply-schema.ts'
import { disconnectWorkspace, testWorkspace } from './change-workspace.ts'
import { chooseChannel } from './choose-channel.ts'
import { beginConnect, connectSandbox } from './connect-workspace.ts'
import { beginLink, confirmLink, listLinks, pendingLink, unlink } from './link-person.ts'
import { listChannels, listSurfaces, listWorkspaces } from './list-chats.ts'
import { readCard } from './read-card.ts'
import {
  addressView,
  cardParams,
  channelInput,
  channelView,
  connectInput,
  healthView,
  linkView,
  pendingLinkView,
  sandboxInput,
  surfaceView,
  token,
  workspaceView,
} from './schema.ts'

const tags = ['Chats']

const routeSurfaces = createRoute({
  method: 'get',
  path: '/surfaces',
  tags,
  summary: 'Chats that can be connected, and what each still needs',
  responses: answer(z.array(surfaceView)),
})
const routeWorkspaces = createRoute({
  method: 'get',
  path: '/workspaces',
  tags,
  summary: 'Connected workspaces with their channels',
  responses: answer(z.array(workspaceView)),
})
const routeConnect = createRoute({
  method: 'post',
  path: '/workspaces/connect',
  tags,
  summary: 'The address that brings the bot to a workspace',
  request: { body: jsonBody(connectInput) },
  responses: answer(addressView),
})
const routeSandbox = createRoute({
  method: 'post',
  path: '/workspaces/sandbox',
  tags,
  summary: 'Connect the workspace of a sandbox',
  request: { body: jsonBody(sandboxInput) },
  responses: answer(z.object({ id: z.uuid() })),
})
const routeDisconnect = createRoute({
  method: 'delete',
  path: '/workspaces/{id}',
  tags,
  summary: 'Disconnect a workspace; what was posted stays there',
  request: { params: idParams },
  responses: answer(z.null()),
})
const routeTest = createRoute({
  method: 'post',
  path: '/workspaces/{id}/test',
  tags,
  summary: 'Ask the chat whether it works',
  request: { params: idParams },
  responses: answer(healthView),
})
const routeChannels = createRoute({
  method: 'get',
  path: '/workspaces/{id}/channels',
  tags,
  summary: 'Channels that the bot sees, and what each is used for',
  request: { params: idParams },
  responses: answer(z.array(channelView)),
})
const routeChoose = createRoute({
  method: 'put',
  path: '/workspaces/{id}/channels',
  tags,
  summary: 'What a channel is used for',
  request: { params: idParams, body: jsonBody(channelInput) },
  responses: answer(channelView),
})
const routeLinks = createRoute({
  method: 'get',
  path: '/links',
  tags,
  summary: 'Who you are in chats',
  responses: answer(z.array(linkView)),
})
const routePending = createRoute({
  method: 'get',
  path: '/links/pending',
  tags,
  summary: 'Whom a link from a chat would make yours',
  request: { query: z.object({ token }) },
  responses: answer(pendingLinkView),
})
const routeConfirm = createRoute({
  method: 'post',
  path: '/links',
  tags,
  summary: 'Confirm a link from a chat, once',
  request: { body: jsonBody(z.object({ token })) },
  responses: answer(pendingLinkView),
})
const routeStartLink = createRoute({
  method: 'post',
  path: '/links/start',
  tags,
  summary: 'The address at which the bot learns who you are',
  request: { body: jsonBody(connectInput) },
  responses: answer(addressView),
})
const routeUnlink = createRoute({
  method: 'delete',
  path: '/links/{id}',
  tags,
  summary: 'Take a link back',
  request: { params: idParams },
  responses: answer(z.null()),
})
const routeCard = createRoute({
  method: 'get',
  path: '/cards/{type}/{id}',
  tags,
  summary: 'The present card of an object',
  request: { params: cardParams },
  responses: answer(replySchema),
})

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(routeSurfaces, (c) => ok(c, listSurfaces(c.get('ctx'))))
  .openapi(routeWorkspaces, async (c) => ok(c, await listWorkspaces(c.get('ctx'))))
  .openapi(routeConnect, async (c) => ok(c, await beginConnect(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeSandbox, async (c) => ok(c, await connectSandbox(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeDisconnect, async (c) => {
    await disconnectWorkspace(c.get('ctx'), { workspaceId: c.req.valid('param').id })
    return ok(c, null)
  })
  .openapi(routeTest, async (c) =>
    ok(c, await testWorkspace(c.get('ctx'), { workspaceId: c.req.valid('param').id })),
  )
  .openapi(routeChannels, async (c) =>
    ok(c, await listChannels(c.get('ctx'), { workspaceId: c.req.valid('param').id })),
  )
  .openapi(routeChoose, async (c) => {
    const workspaceId = c.req.valid('param').id
    return ok(c, await chooseChannel(c.get('ctx'), { ...c.req.valid('json'), workspaceId }))
  })
  .openapi(routeLinks, async (c) => ok(c, await listLinks(c.get('ctx'))))
  .openapi(routePending, async (c) => ok(c, await pendingLink(c.get('ctx'), c.req.valid('query').token)))
  .openapi(routeConfirm, async (c) => ok(c, await confirmLink(c.get('ctx'), c.req.valid('json').token)))
  .openapi(routeStartLink, async (c) => ok(c, await beginLink(c.get('ctx'), c.req.valid('json'))))
  .openapi(routeUnlink, async (c) => {
    await unlink(c.get('ctx'), { linkId: c.req.valid('param').id })
    return ok(c, null)
  })
  .openapi(routeCard, async (c) => ok(c, await readCard(c.get('ctx'), c.req.valid('param'))))

export type Routes = typeof routes
