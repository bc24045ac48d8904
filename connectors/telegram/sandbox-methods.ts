import { z } from 'zod'
import type { ConversationBook } from '../_sandbox/conversation-book.ts'
import type { Faults } from '../_sandbox/faults.ts'
import { takeUpdates, type Bot } from './sandbox-bot.ts'
import { answerSend, sendsMessage } from './sandbox-send.ts'
import { describeBot, fail, ok } from './sandbox-answer.ts'

export interface Call {
  bot: Bot
  method: string
  params: Record<string, unknown>
  signal: AbortSignal
  now: Date
  faults: Faults
  book: ConversationBook
}

const whole = z.coerce.number().int()
export async function answerMethod(call: Call): Promise<Response> {
  const { bot, method, params } = call
  if (sendsMessage(method)) return answerSend(call)
  switch (method) {
    case 'getMe':
      return call.faults.take(bot.id, 'expire_token') ? fail(401, 'Unauthorized') : ok(describeBot(bot))
    case 'getUpdates':
      return answerPoll(call)
    case 'setWebhook':
      return setWebhook(bot, params)
    case 'deleteWebhook':
      bot.webhook = undefined
      return ok(true)
    case 'getWebhookInfo':
      return ok(describeWebhook(bot))
    case 'sendChatAction':
    case 'setMessageReaction':
      return ok(true)
    case 'getFile': {
      const id = String(params['file_id'])
      if (!/^photo-\d+$/.test(id)) return fail(400, 'Bad Request: invalid file_id')
      return ok({ file_id: id, file_unique_id: id, file_path: `photos/${id}.png` })
    }
    default:
      return fail(404, 'Not Found: method not found')
  }
}

const describeWebhook = (bot: Bot) => ({
  url: bot.webhook?.url ?? '',
  has_custom_certificate: false,
  pending_update_count: bot.updates.length,
  ...(bot.lastError ? { last_error_date: bot.lastError.at, last_error_message: bot.lastError.message } : {}),
})

function setWebhook(bot: Bot, params: Record<string, unknown>): Response {
  const { url, secret_token: secret, allowed_updates: allowed } = webhookParams.parse(params)
  if (url !== '' && !URL.canParse(url)) return fail(400, 'Bad Request: bad webhook: invalid URL')
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
    return fail(400, 'Bad Request: secret token contains unallowed characters')
  }
  bot.webhook = url === '' ? undefined : { url, secret }
  if (allowed) bot.allowed = allowed
  bot.wake?.('conflict')
  return ok(true)
}

const webhookParams = z.object({
  url: z.string().default(''),
  secret_token: z.string().optional(),
  allowed_updates: z.array(z.string()).optional(),
})

async function answerPoll(call: Call): Promise<Response> {
  const { bot, params } = call
  if (bot.webhook) {
    return fail(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
  }
  const asked = z
    .object({
      offset: whole.default(0),
      limit: whole.default(100),
      timeout: whole.default(0),
      allowed_updates: z.array(z.string()).optional(),
    })
    .parse(params)
  if (asked.allowed_updates) bot.allowed = asked.allowed_updates
  const { offset, limit, timeout } = asked
  const updates = await takeUpdates(bot, { offset, limit, waitMs: timeout * 1000, signal: call.signal })
  return updates === 'conflict'
    ? fail(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot runs')
    : ok(updates)
}
