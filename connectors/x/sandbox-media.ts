import { deriveDigits } from '../_sandbox/keyed.ts'
import { invalidRequest, json } from './sandbox-answer.ts'
import type { Upload, XAccount } from './sandbox-world.ts'

const megabyte = 1024 * 1024
const most: Record<string, number> = {
  tweet_image: 5 * megabyte,
  tweet_gif: 15 * megabyte,
  tweet_video: 512 * megabyte,
}

/** Chunked upload of API v2: initialize, append, finalize, status; and the alt text. */
export async function answerMedia(
  account: XAccount,
  path: string,
  request: Request,
  options: { neverReady: boolean },
): Promise<Response> {
  if (path === '/2/media/upload/initialize') return initialize(account, await readJson(request))
  const [, id = '', act = ''] = /^\/2\/media\/upload\/(\d+)\/(append|finalize)$/.exec(path) ?? []
  const query = new URL(request.url).searchParams
  const upload = account.uploads.get(id || (query.get('media_id') ?? ''))
  if (path === '/2/media/metadata') return describe(account, await readJson(request))
  if (!upload) return invalidRequest('media_id: not found')
  if (act === 'append') return append(upload, await request.formData())
  if (act === 'finalize') return finalize(upload)
  return json(200, { data: { id: upload.id, ...stateOf(upload, options.neverReady) } })
}

async function readJson(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => ({}))
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

function initialize(account: XAccount, body: Record<string, unknown>): Response {
  const { media_type: mime, total_bytes: total, media_category: category } = body
  if (typeof mime !== 'string' || typeof total !== 'number' || typeof category !== 'string')
    return invalidRequest('media_type, total_bytes and media_category are required')
  const limit = most[category]
  if (limit === undefined || total > limit || total < 1)
    return invalidRequest('total_bytes: exceeds the limit')
  if ((category === 'tweet_video') !== mime.startsWith('video/'))
    return invalidRequest('media_type: unsupported')
  const id = deriveDigits('media', 19, account.id, String(account.uploads.size))
  account.uploads.set(id, {
    id,
    mime,
    category,
    total,
    received: new Map(),
    finalized: false,
    pendingFor: category === 'tweet_video' ? 1 : 0,
  })
  return json(200, { data: { id, media_key: `3_${id}`, expires_after_secs: 86_400 } })
}

function append(upload: Upload, form: FormData): Response {
  const index = Number(form.get('segment_index'))
  const media = form.get('media')
  if (!Number.isInteger(index) || index < 0 || index > 999 || !(media instanceof Blob))
    return invalidRequest('segment_index and media are required')
  upload.received.set(index, media.size)
  return json(200, { data: { expires_at: 0 } })
}

function finalize(upload: Upload): Response {
  const received = [...upload.received.values()].reduce((sum, size) => sum + size, 0)
  if (received !== upload.total)
    return invalidRequest(`Segments do not add up: ${received} of ${upload.total}`)
  upload.finalized = true
  return json(200, { data: { id: upload.id, ...stateOf(upload, false) } })
}

function stateOf(upload: Upload, neverReady: boolean) {
  if (upload.category !== 'tweet_video') return {}
  if (neverReady) return { processing_info: { state: 'in_progress', check_after_secs: 1 } }
  if (upload.pendingFor-- > 0) return { processing_info: { state: 'pending', check_after_secs: 1 } }
  upload.pendingFor = 0
  return { processing_info: { state: 'succeeded', progress_percent: 100 } }
}

function describe(account: XAccount, body: Record<string, unknown>): Response {
  const { id, metadata } = body as { id?: unknown; metadata?: { alt_text?: { text?: unknown } } }
  const upload = typeof id === 'string' ? account.uploads.get(id) : undefined
  const alt = metadata?.alt_text?.text
  if (!upload || typeof alt !== 'string') return invalidRequest('id and metadata.alt_text.text are required')
  if (alt.length > 1000) return invalidRequest('alt_text: too long')
  upload.alt = alt
  return json(200, { data: { id: upload.id } })
}
