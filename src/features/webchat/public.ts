import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import type { HttpEnv } from '#contracts/feature.ts'
import { ok } from '#contracts/http.ts'
import type { App } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { clientAddress } from './client-address.ts'
import { findChat } from './find-chat.ts'
import type { Chat } from './find-chat.ts'
import { takeLimits } from './limits.ts'
import { openStream } from './open-stream.ts'
import { requireOrigin } from './origin.ts'
import { readThread } from './read-messages.ts'
import type { Thread } from './read-messages.ts'
import { maxUploadBytes, seenInput, visitInput, writeInput } from './schema.ts'
import type { ChatSettings } from './schema.ts'
import { serveFile } from './serve-file.ts'
import { startVisit } from './start-visit.ts'
import { storeUpload, tooLarge } from './store-upload.ts'
import { tellSeen, tellTyping } from './tell-activity.ts'
import { requireVisitor } from './visitor-token.ts'
import type { Visitor } from './visitor-token.ts'
import { requireOpen, writeMessage } from './write-message.ts'

type C = Context<HttpEnv, '/:channel'>

/** The visitor's API: no cookies, a token of the channel, answers only to the channel's websites. */
export const routes = new OpenAPIHono<HttpEnv>()

/** Answers the browser's question for the channel's websites, and refuses every other page. */
const checkOrigin: MiddlewareHandler<HttpEnv, '/:channel/*'> = async (c, next) => {
  const chat = await findChat(c.get('app'), c.req.param('channel'))
  c.header('vary', 'origin')
  const asked = {
    origin: c.req.header('origin'),
    host: c.req.header('host'),
    site: c.req.header('sec-fetch-site'),
  }
  // A link that somebody opens carries no origin; its signature is what counts.
  const opened = asked.origin === undefined && c.req.method === 'GET' && c.req.path.includes('/files/')
  const origin = opened ? undefined : requireOrigin(c.get('app'), chat, asked)
  if (origin !== undefined) c.header('access-control-allow-origin', origin)
  if (c.req.method !== 'OPTIONS') {
    c.header('access-control-expose-headers', 'retry-after, x-request-id')
    return next()
  }
  c.header('access-control-allow-methods', 'GET, POST')
  c.header('access-control-allow-headers', 'authorization, content-type')
  c.header('access-control-max-age', '600')
  return c.body(null, 204)
}

routes.use('/:channel/*', checkOrigin)
routes.use('/:channel/attachments', bodyLimit({ maxSize: maxUploadBytes + 64 * 1024, onError: refuseLarge }))
routes.use(
  '/:channel/:act{visitors|messages|typing|seen}',
  bodyLimit({ maxSize: 64 * 1024, onError: refuseLarge }),
)

routes.get('/:channel/settings', async (c) => {
  const app = c.get('app')
  const chat = await findChat(app, c.req.param('channel'))
  await takeLimits(app, 'read', { address: clientAddress(c), channelId: chat.channel.id })
  return ok(c, settingsOf(app, chat))
})

routes.post('/:channel/visitors', async (c) => {
  const app = c.get('app')
  const chat = await findChat(app, c.req.param('channel'))
  await takeLimits(app, 'visit', { address: clientAddress(c), channelId: chat.channel.id })
  return ok(c, startVisit(app, chat, await readBody(c, visitInput)))
})

routes.get('/:channel/messages', async (c) => {
  const { app, chat, visitor } = await enter(c, 'read')
  const page = await readThread(app, threadOf(chat, visitor), c.req.query('before'))
  return ok(c, page.messages, page.cursor)
})

routes.post('/:channel/messages', async (c) => {
  const { app, chat, visitor } = await enter(c, 'write')
  return ok(c, await writeMessage(app, chat, visitor, await readBody(c, writeInput)))
})

routes.get('/:channel/stream', async (c) => {
  const { app, chat, visitor } = await enter(c, 'stream')
  const after = c.req.query('after')
  if (after !== undefined && !/^\d{1,18}$/.test(after)) throw invalid('A position is a number.')
  return c.body(openStream(app, threadOf(chat, visitor), after, c.req.raw.signal), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
})

routes.post('/:channel/typing', async (c) => {
  const { app, chat, visitor } = await enter(c, 'typing')
  await tellTyping(app, chat, visitor, c.req.query('stopped') === undefined)
  return ok(c, null)
})

routes.post('/:channel/seen', async (c) => {
  const { app, chat, visitor } = await enter(c, 'seen')
  await tellSeen(app, chat, visitor, await readBody(c, seenInput))
  return ok(c, null)
})

routes.post('/:channel/attachments', async (c) => {
  const { app, chat, visitor } = await enter(c, 'upload')
  requireOpen(chat)
  const form = await c.req.formData().catch(() => undefined)
  const file = form?.get('file')
  if (!(file instanceof File)) throw invalid('Send one file in the field "file".')
  return ok(c, await storeUpload(app, chat, visitor, file))
})

routes.get('/:channel/files/:id', async (c) => {
  const app = c.get('app')
  const chat = await findChat(app, c.req.param('channel'))
  await takeLimits(app, 'read', { address: clientAddress(c), channelId: chat.channel.id })
  const { v = '', end = '', sig = '' } = c.req.query()
  const file = await serveFile(app, chat, c.req.param('id'), { variant: v, end, signature: sig })
  return c.body(file.body, 200, file.headers)
})

/** Who asks, once their token and their limits were looked at. */
async function enter(
  c: C,
  act: Parameters<typeof takeLimits>[1],
): Promise<{ app: App; chat: Chat; visitor: Visitor }> {
  const app = c.get('app')
  const chat = await findChat(app, c.req.param('channel'))
  const visitor = requireVisitor(app, chat, c.req.header('authorization'))
  await takeLimits(app, act, {
    address: clientAddress(c),
    channelId: chat.channel.id,
    visitorId: visitor.id,
  })
  return { app, chat, visitor }
}

const threadOf = ({ channel }: Chat, visitor: Visitor): Thread => ({
  orgId: channel.org_id,
  channelId: channel.id,
  channelName: channel.name,
  visitorId: visitor.id,
})

const settingsOf = (app: App, { channel, settings }: Chat): ChatSettings => ({
  name: channel.name,
  greeting: settings.greeting,
  accent: settings.accent,
  requireIdentity: settings.requireIdentity,
  open: channel.state === 'active',
  online: app.presence.all(channel.org_id).some((entry) => entry.kind !== 'contact'),
})

async function readBody<T extends z.ZodType>(c: C, schema: T): Promise<z.output<T>> {
  const json: unknown = await c.req.json().catch((error: unknown) => {
    if (error instanceof AppError) throw error
    return undefined
  })
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues[0]?.message ?? 'The input needs a change.')
}

function refuseLarge(c: Context): never {
  throw c.req.path.endsWith('/attachments')
    ? tooLarge()
    : new AppError('invalid', 'This is more than a message may hold.', { details: { status: 413 } })
}
