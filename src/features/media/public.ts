import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx, requireScope } from '#kernel/ctx.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { byteRange } from './byte-range.ts'
import { attachmentDisposition } from './content-disposition.ts'
import { getMediaRow } from './queries.ts'
import type { MediaRow } from './queries.ts'
import { orgOfMediaToken } from './sign-media-url.ts'

/** Whatever a stored file holds, it runs nothing and loads nothing in our origin. */
const baseHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, max-age=3600',
  'referrer-policy': 'no-referrer',
}

/** Serves files to signed-in members of their organisation and to holders of a signed link. */
export const routes = new OpenAPIHono<HttpEnv>()
routes.get('/:id', async (c) => serveOriginal(c, await reader(c)))
routes.get('/:id/preview', async (c) => servePreview(c, await reader(c)))

interface Reader {
  ctx: Ctx
  row: MediaRow
  headers: Record<string, string>
}

type MediaContext = Context<HttpEnv, '/:id'>

async function reader(c: MediaContext): Promise<Reader> {
  const app = c.get('app')
  const id = c.req.param('id')
  const token = c.req.query('token')
  if (token !== undefined) {
    const orgId = orgOfMediaToken(app, id, token)
    if (!orgId) throw new AppError('forbidden', 'This link is no longer valid. Ask for a new one.')
    const ctx = makeCtx(app, { orgId, requestId: c.get('requestId') })
    const row = await getMediaRow(ctx, id)
    // The pages of a web chat are of other origins.
    return { ctx, row, headers: { ...baseHeaders, 'cross-origin-resource-policy': 'cross-origin' } }
  }
  const ctx = await callerCtx(c)
  requireScope(ctx, 'inbox:read')
  return { ctx, row: await getMediaRow(ctx, id), headers: baseHeaders }
}

async function callerCtx(c: MediaContext): Promise<Ctx> {
  const app = c.get('app')
  for (const feature of app.features.values()) {
    const caller = await feature.authenticate?.(app, c.req.raw)
    if (caller) return makeCtx(app, { ...caller, requestId: c.get('requestId') })
  }
  throw new AppError('unauthenticated', 'Please sign in to see this file.')
}

async function serveOriginal(c: MediaContext, { ctx, row, headers }: Reader): Promise<Response> {
  const size = Number(row.size_bytes)
  const all = {
    ...headers,
    'content-type': row.mime,
    'content-disposition': attachmentDisposition(row.name),
    'accept-ranges': 'bytes',
  }
  const range = byteRange(c.req.header('range'), size)
  if (range === 'unsatisfiable') return c.body(null, 416, { ...headers, 'content-range': `bytes */${size}` })
  if (range) {
    const found = await ctx.storage.range(row.storage_key, range.start, range.end + 1)
    if (!found) throw notFound('file')
    const part = new Uint8Array(found)
    return c.body(part, 206, {
      ...all,
      'content-length': String(part.byteLength),
      'content-range': `bytes ${range.start}-${range.end}/${size}`,
    })
  }
  const stored = await ctx.storage.stream(row.storage_key)
  if (!stored) throw notFound('file')
  return c.body(stored.stream, 200, { ...all, 'content-length': String(size) })
}

/** Bytes that we made ourselves: the only ones that a browser may show in place. */
async function servePreview(c: MediaContext, { ctx, row, headers }: Reader): Promise<Response> {
  const stored = row.preview_key === null ? undefined : await ctx.storage.get(row.preview_key)
  if (!stored) throw notFound('preview')
  return c.body(new Uint8Array(stored.bytes), 200, {
    ...headers,
    'content-type': 'image/webp',
    'content-disposition': 'inline',
    'content-length': String(stored.bytes.byteLength),
  })
}
