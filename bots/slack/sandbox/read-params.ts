import type { Params } from './methods.ts'

/** The SDK sends a form, in which whatever is no text is JSON; other clients send JSON. */
export async function readParams(request: Request): Promise<Params> {
  const type = request.headers.get('content-type') ?? ''
  if (type.includes('json')) return (await request.json()) as Params
  const query = new URL(request.url).searchParams
  const form = request.method === 'POST' ? new URLSearchParams(await request.text()) : query
  return Object.fromEntries(
    [...query, ...form].map(([key, value]) => [key, structured.has(key) ? parse(value) : value]),
  )
}

const structured = new Set(['blocks', 'view', 'metadata', 'files', 'attachments'])

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
