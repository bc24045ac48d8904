export type Params = Record<string, unknown>

const json = new Set([
  'reply_markup',
  'media',
  'reply_parameters',
  'link_preview_options',
  'commands',
  'allowed_updates',
])

/** JSON, a form, or the address: Telegram takes all three. What is an object stands as JSON text in a form. */
export async function readParams(request: Request): Promise<Params | undefined> {
  const type = request.headers.get('content-type') ?? ''
  const query = Object.fromEntries(new URL(request.url).searchParams)
  try {
    if (type.includes('json')) {
      const text = await request.text()
      const body: unknown = text === '' ? {} : JSON.parse(text)
      return typeof body === 'object' && body !== null ? { ...query, ...body } : undefined
    }
    const form = type.includes('form') ? Object.fromEntries(await request.formData()) : {}
    return Object.fromEntries(
      Object.entries({ ...query, ...form }).map(([name, value]) => [name, unpack(name, value)]),
    )
  } catch {
    return undefined
  }
}

const unpack = (name: string, value: unknown): unknown =>
  typeof value === 'string' && json.has(name) ? JSON.parse(value) : value

/** The file that a parameter names: `attach://<part>`, or the part itself. */
export function fileParam(params: Params, named: unknown): File | undefined {
  const part =
    typeof named === 'string' && named.startsWith('attach://')
      ? params[named.slice('attach://'.length)]
      : named
  return part instanceof File ? part : undefined
}
