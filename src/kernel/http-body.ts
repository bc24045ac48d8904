import type { Readable } from 'node:stream'

/** Turns what a caller gave into bytes and the content type that goes with them. */
export async function encodeBody(
  body: unknown,
): Promise<{ bytes: Uint8Array | undefined; contentType?: string }> {
  if (body === undefined || body === null) return { bytes: undefined }
  if (body instanceof Uint8Array) return { bytes: body }
  if (typeof body === 'string' || body instanceof URLSearchParams || body instanceof FormData) {
    const encoded = new Response(body)
    const contentType = encoded.headers.get('content-type')
    const bytes = new Uint8Array(await encoded.arrayBuffer())
    return contentType === null ? { bytes } : { bytes, contentType }
  }
  return { bytes: new TextEncoder().encode(JSON.stringify(body)), contentType: 'application/json' }
}

/** Reads at most `maxBytes`; when there is more, says so and drops the connection. */
export async function readCapped(
  body: Readable,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; more: boolean }> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > maxBytes) return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), more: true }
  }
  return { bytes: Buffer.concat(chunks), more: false }
}
