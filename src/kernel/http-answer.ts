import type { z } from 'zod'

export interface HttpAnswer<T> {
  status: number
  headers: Record<string, string>
  data: T
}

export interface Download {
  bytes: Uint8Array
  /** What the server says it is; not to be believed. */
  mime: string
  name?: string
}

/** The value, or why there is none. Names the fields at fault, never what stood in them. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): { value: T } | { fault: string } {
  let json: unknown
  try {
    json = text.trim() === '' ? undefined : JSON.parse(text)
  } catch {
    return { fault: 'the answer is not JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { value: parsed.data }
  const where = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.code}`)
  return { fault: `the answer has another shape than expected (${where.join(', ')})` }
}

export function describeDownload(answer: HttpAnswer<Uint8Array>): Download {
  const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const name = fileNameOf(answer.headers['content-disposition'])
  return {
    bytes: answer.data,
    mime: type || 'application/octet-stream',
    ...(name === undefined ? {} : { name }),
  }
}

function fileNameOf(disposition: string | undefined): string | undefined {
  const encoded = disposition?.match(/filename\*\s*=\s*utf-8'[^']*'([^;]+)/i)?.[1]
  const decoded = encoded === undefined ? undefined : decodePercents(encoded.trim())
  return (
    decoded ??
    disposition
      ?.match(/filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i)
      ?.slice(1)
      .find(Boolean)
  )
}

function decodePercents(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

export function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return plain
}
