import type { SurfaceIo } from '#contracts/surface.ts'
import type { Core } from './core.ts'
import { takeInteraction } from './take-interaction.ts'
import { isFromDiscord, publicKeyOf } from './verify.ts'

const mostBytes = 1024 * 1024

/** `interactions`: Discord's requests, when the gateway is not used for them. */
export async function receiveRequest(
  core: Core,
  io: SurfaceIo,
  request: Request,
  path: string,
): Promise<Response> {
  if (path !== 'interactions' || request.method !== 'POST')
    return new Response('No such address', { status: 404 })
  const key = publicKeyOf(io.env['DISCORD_PUBLIC_KEY'] ?? '')
  if (!key) return new Response('DISCORD_PUBLIC_KEY is not set', { status: 404 })
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes)
    return new Response(null, { status: 413 })
  const body = new Uint8Array(await request.arrayBuffer())
  if (!isFromDiscord(key, request.headers, body, io.clock.now()))
    return new Response('Wrong signature', { status: 401 })
  const raw = readJson(body)
  if (raw === undefined) return new Response('Not JSON', { status: 400 })
  return Response.json(await takeInteraction(core, io, raw))
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
