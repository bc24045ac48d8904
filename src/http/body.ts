import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from '#contracts/feature.ts'
import { AppError } from '#kernel/errors.ts'

const mebibyte = 1024 * 1024
/** Paths that take files; everything else is small. */
/** Read as a stream, by who counts it: films of the library. The same file again is the same row. */
export const isStreamed = (path: string) => path === '/api/v1/media/library'
const filePaths = /^\/(api\/v1\/media|webchat\/[^/]+\/attachments)/

/** The whole body, or undefined when it is longer than `maxBytes` (then the rest is not read). */
export async function readCapped(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > maxBytes) return undefined
  // The parser ends the body at its told length. Without a web stream in between, reading it costs a quarter.
  if (length !== null) return new Uint8Array(await request.arrayBuffer())
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

/** Refuses what is too large before it is read, and malformed JSON with the place of the fault. */
export function checkBody(): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (isStreamed(c.req.path)) return next()
    const maxBytes = filePaths.test(c.req.path) ? 26 * mebibyte : mebibyte
    if (Number(c.req.header('content-length') ?? 0) > maxBytes) {
      throw new AppError('invalid', `The body is larger than ${maxBytes / mebibyte} MiB.`, {
        details: { status: 413 },
      })
    }
    if (c.req.header('content-type')?.startsWith('application/json')) {
      const text = await c.req.text()
      if (text.length > maxBytes)
        throw new AppError('invalid', 'The body is larger than 1 MiB.', { details: { status: 413 } })
      if (text) checkJson(text)
    }
    await next()
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new AppError(
      'invalid',
      `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
      {
        cause: error,
      },
    )
  }
}
