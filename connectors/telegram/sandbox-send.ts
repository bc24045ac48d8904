import { dropConnection, type SandboxEntry } from '#contracts/sandbox.ts'
import { htmlPage, refusals } from '../_sandbox/faults.ts'
import { describeBot, fail, ok } from './sandbox-answer.ts'
import type { Call } from './sandbox-methods.ts'
import { messageId, threadId } from './thread-id.ts'

const uploads: Record<string, { field: string; kind: string; maxBytes: number }> = {
  sendPhoto: { field: 'photo', kind: 'image', maxBytes: 10_485_760 },
  sendVideo: { field: 'video', kind: 'video', maxBytes: 52_428_800 },
  sendAudio: { field: 'audio', kind: 'audio', maxBytes: 52_428_800 },
  sendDocument: { field: 'document', kind: 'file', maxBytes: 52_428_800 },
}

export const sendsMessage = (method: string) => method === 'sendMessage' || method in uploads

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

export async function answerSend(call: Call): Promise<Response> {
  const { bot, faults } = call
  const delay = faults.take(bot.id, 'delay')
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms))
  const refused = refuse(call) ?? checkSend(call)
  if (refused) return refused
  const sent = recordSend(call)
  return faults.take(bot.id, 'drop_answer') ? dropConnection() : ok(sent)
}

function refuse({ bot, faults }: Call): Response | undefined {
  const fault = faults.take(bot.id, ...refusals)
  switch (fault?.kind) {
    case 'rate_limit': {
      const after = fault.retryAfterSeconds
      return fail(429, `Too Many Requests: retry after ${after}`, { retry_after: after })
    }
    case 'server_error':
      return fail(500, 'Internal Server Error')
    case 'html_page':
      return htmlPage()
    case 'expire_token':
      return fail(401, 'Unauthorized')
    case 'block_recipient':
      return fail(403, 'Forbidden: bot was blocked by the user')
    default:
      return undefined
  }
}

const fileOf = ({ method, params }: Call): File | undefined => {
  const named = params[uploads[method]?.field ?? '']
  const file =
    typeof named === 'string' && named.startsWith('attach://')
      ? params[named.slice('attach://'.length)]
      : named
  return file instanceof File ? file : undefined
}

function checkSend(call: Call): Response | undefined {
  const { method, params } = call
  if (!/^\d{1,16}$/.test(String(params['chat_id']))) return fail(400, 'Bad Request: chat not found')
  const upload = uploads[method]
  if (!upload) {
    const text = textOf(params['text'])
    if (text.trim() === '') return fail(400, 'Bad Request: message text is empty')
    return text.length > 4096 ? fail(400, 'Bad Request: message is too long') : undefined
  }
  if (textOf(params['caption']).length > 1024) {
    return fail(400, 'Bad Request: message caption is too long')
  }
  const file = fileOf(call)
  if (!file) return fail(400, `Bad Request: there is no ${upload.field} in the request`)
  return file.size > upload.maxBytes ? fail(413, 'Request Entity Too Large') : undefined
}

function recordSend(call: Call): Record<string, unknown> {
  const { bot, method, params, now, book } = call
  const chat = String(params['chat_id'])
  const connection = params['business_connection_id']
  const thread = threadId(chat, typeof connection === 'string' ? connection : undefined)
  const id = bot.nextMessageId++
  const upload = uploads[method]
  const file = fileOf(call)
  const text = upload ? params['caption'] : params['text']
  const entry: SandboxEntry = {
    id: messageId(thread, id),
    at: now.toISOString(),
    from: 'us',
    kind: upload?.kind ?? 'text',
    state: 'delivered',
    ...(text === undefined ? {} : { text: textOf(text) }),
    ...(file && upload ? { attachments: [{ kind: upload.kind, name: file.name }] } : {}),
  }
  book.add(bot.id, thread, entry)
  book.count(bot.id, thread, entry.text ?? file?.name ?? '')
  return {
    message_id: id,
    from: describeBot(bot),
    chat: { id: Number(chat), type: 'private', first_name: 'Customer' },
    date: Math.floor(now.getTime() / 1000),
    ...(upload ? { caption: text } : { text }),
  }
}
