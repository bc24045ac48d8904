import { messageFault } from './check-message.ts'
import { list, object, text } from './json.ts'
import type { Json } from './json.ts'
import { problem } from './problems.ts'
import type { Problem } from './problems.ts'
import type { Message, StoredFile, World } from './world.ts'

const fileBytes = 10 * 1024 * 1024
const requestBytes = 25 * 1024 * 1024
/** How long a nonce is remembered: "the past few minutes". */
const nonceMs = 5 * 60_000

export interface Body {
  fields: Json
  files: Array<{ index: number; name: string; mime: string; bytes: Uint8Array }>
}

/** JSON, or a form of `payload_json` and `files[n]`. */
export async function readBody(request: Request): Promise<Body | Problem> {
  const type = request.headers.get('content-type') ?? ''
  const raw = Buffer.from(await request.arrayBuffer())
  if (raw.byteLength > requestBytes) return problem(413, 40_005, 'Request entity too large')
  try {
    if (!type.startsWith('multipart/'))
      return { fields: raw.byteLength === 0 ? {} : object(JSON.parse(raw.toString())), files: [] }
    const form = await new Response(raw, { headers: { 'content-type': type } }).formData()
    const files: Body['files'] = []
    for (const [key, value] of form) {
      const index = /^files\[(\d+)\]$/.exec(key)?.[1]
      if (index === undefined || typeof value === 'string') continue
      files.push({
        index: Number(index),
        name: value.name,
        mime: value.type,
        bytes: new Uint8Array(await value.arrayBuffer()),
      })
    }
    if (files.some(({ bytes }) => bytes.byteLength > fileBytes))
      return problem(413, 40_005, 'Request entity too large')
    return { fields: object(JSON.parse(text(form.get('payload_json')) || '{}')), files }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      return problem(400, 50_109, 'The request body contains invalid JSON.')
    throw error
  }
}

function refusal(fields: Json, names: string[]): Problem | undefined {
  const fault = messageFault(fields, names)
  if (!fault) return undefined
  if (fault.crash) return problem(500, 0, '500: Internal Server Error')
  if (fault.reason === 'Cannot send an empty message') return problem(400, 50_006, fault.reason)
  return problem(400, 50_035, 'Invalid Form Body', fault)
}

const keep = (world: World, body: Body): StoredFile[] =>
  body.files.map(({ name, mime, bytes }) => world.addFile(name, mime, bytes))

/** A message of the bot. The same nonce gives the one that is there. */
export function makeMessage(
  world: World,
  body: Body,
  place: { channel: string; onlyUser?: string },
): Message | Problem {
  const { fields } = body
  const refused = refusal(
    fields,
    body.files.map(({ name }) => name),
  )
  if (refused) return refused
  const nonce = text(fields['nonce'])
  const since = world.clock.now().getTime() - nonceMs
  const same =
    fields['enforce_nonce'] === true && nonce !== ''
      ? world.messages.find(
          (one) => one.nonce === nonce && one.channel === place.channel && timeOf(one.id) > since,
        )
      : undefined
  if (same) return same
  const answers = text(object(fields['message_reference'])['message_id'])
  return world.addMessage({
    ...place,
    author: world.bot,
    content: text(fields['content']),
    components: list(fields['components']),
    flags: Number(fields['flags'] ?? 0),
    files: keep(world, body),
    ...(nonce === '' ? {} : { nonce }),
    ...(answers === '' ? {} : { answers }),
  })
}

const timeOf = (id: string): number => Number((BigInt(id) >> 22n) + 1_420_070_400_000n)

/** Draws a message anew; files stay only where `attachments` names them. */
export function editMessage(world: World, message: Message, body: Body): Problem | undefined {
  const { fields } = body
  const kept =
    fields['attachments'] === undefined
      ? message.files
      : message.files.filter(({ id }) => list(fields['attachments']).some((one) => one['id'] === id))
  // What was once drawn with components stays so.
  const flags = Number(fields['flags'] ?? message.flags) | (message.flags & (1 << 15))
  const names = [...kept.map(({ name }) => name), ...body.files.map(({ name }) => name)]
  const refused = refusal({ ...fields, flags }, names)
  if (refused) return refused
  message.files = [...kept, ...keep(world, body)]
  message.components = list(fields['components'])
  message.content = text(fields['content'])
  // A note that told to wait becomes the answer; whether others see it was decided before.
  message.flags = (flags & ~128) | (message.onlyUser === undefined ? 0 : 64)
  message.edited = true
  return undefined
}
