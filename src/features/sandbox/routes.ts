import { OpenAPIHono, createRoute, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok } from '#contracts/http.ts'
import { actAsCustomer, listSandboxChannels, orderFault, readTranscript } from './index.ts'
import { listPosted } from './list-posted.ts'
import { actInChat, listSandboxChats, orderChatFault, readChat } from './play-chat.ts'
import {
  actInput,
  actResult,
  chatAct,
  chatActResult,
  chatFault,
  chatParams,
  chatPlace,
  chatScene,
  faultInput,
  postedOn,
  sandboxChannel,
  sandboxChat,
  sandboxEntry,
  transcriptQuery,
} from './schema.ts'

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

const routePosted = createRoute({
  method: 'get',
  path: '/posts',
  tags,
  summary: 'What is out on each account of a sandbox',
  responses: answer(z.array(postedOn)),
})
const routeChats = createRoute({
  method: 'get',
  path: '/chats',
  tags,
  summary: 'Chats of the sandbox, with their people and channels',
  responses: answer(z.array(sandboxChat)),
})
const routeScene = createRoute({
  method: 'get',
  path: '/chats/{surface}',
  tags,
  summary: 'What a colleague sees in a channel, as that app draws it',
  request: { params: chatParams, query: chatPlace },
  responses: answer(chatScene),
})
const routeChatAct = createRoute({
  method: 'post',
  path: '/chats/{surface}/act',
  tags,
  summary: 'Act as a colleague in a chat',
  request: { params: chatParams, body: jsonBody(chatAct) },
  responses: answer(chatActResult),
})
const routeChatFault = createRoute({
  method: 'post',
  path: '/chats/{surface}/faults',
  tags,
  summary: 'Make the chat fail on its next calls',
  request: { params: chatParams, body: jsonBody(chatFault) },
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
  .openapi(routePosted, async (c) => ok(c, await listPosted(c.get('ctx'))))
  .openapi(routeChats, async (c) => ok(c, await listSandboxChats(c.get('ctx'))))
  .openapi(routeScene, async (c) => {
    const { surface } = c.req.valid('param')
    return ok(c, await readChat(c.get('ctx'), { ...c.req.valid('query'), surface }))
  })
  .openapi(routeChatAct, async (c) =>
    ok(c, await actInChat(c.get('ctx'), c.req.valid('param').surface, c.req.valid('json'))),
  )
  .openapi(routeChatFault, async (c) => {
    const { times, fault } = c.req.valid('json')
    await orderChatFault(c.get('ctx'), c.req.valid('param').surface, { ...fault, times })
    return ok(c, null)
  })

export type Routes = typeof routes
