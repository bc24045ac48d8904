import { z } from 'zod'
import { dropConnection } from '#contracts/sandbox.ts'
import { bad, fail, ok } from './answers.ts'
import type { Refusal } from './answers.ts'
import { describeBot, describeChat } from './bot.ts'
import type { Bot } from './bot.ts'
import { checkCommands } from './check-payload.ts'
import { edits } from './edit.ts'
import { sends } from './send.ts'
import type { Params } from './read-params.ts'

export type Method = (
  bot: Bot,
  params: Params,
) => Promise<{ result: unknown } | Refusal> | { result: unknown } | Refusal

const whole = z.coerce.number().int()
const writesToChat = new Set([...Object.keys(sends), ...Object.keys(edits)])

const methods: Record<string, Method> = {
  ...sends,
  ...edits,
  getMe: (bot) => ({ result: describeBot(bot) }),
  setMyCommands: (bot, params) => {
    bot.commands = params['commands']
    return checkCommands(params['commands']) ?? { result: true }
  },
  getMyCommands: (bot) => ({ result: bot.commands ?? [] }),
  setWebhook,
  deleteWebhook: (bot) => {
    bot.updates.webhook = undefined
    return { result: true }
  },
  getWebhookInfo: ({ updates }) => ({
    result: {
      url: updates.webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.pending(),
      ...(updates.lastError() === undefined ? {} : { last_error_message: updates.lastError() }),
    },
  }),
  answerCallbackQuery,
  deleteMessage,
  getFile: ({ world }, params) => {
    const file = world.files.get(String(params['file_id']))
    if (!file) return bad('invalid file_id')
    return { result: { file_id: file.id, file_unique_id: file.id.slice(-12), file_path: `files/${file.id}` } }
  },
  getChat: ({ world }, params) => {
    const chat = world.chats.get(Number(params['chat_id']))
    return chat ? { result: describeChat(chat) } : bad('chat not found')
  },
  getChatMember: (bot, params) => {
    const chat = bot.world.chats.get(Number(params['chat_id']))
    if (!chat) return bad('chat not found')
    return { result: { status: chat.bot === 'in' ? 'member' : 'left', user: describeBot(bot) } }
  },
  sendChatAction: () => ({ result: true }),
}

/** One call: faults that were asked for, Telegram's pace, then the method itself. */
export async function answerMethod(
  bot: Bot,
  method: string,
  params: Params,
  signal: AbortSignal,
): Promise<Response> {
  const refused = refuse(bot, method)
  if (refused) return fail(refused)
  if (method === 'getUpdates') return answerPoll(bot, params, signal)
  const delay = bot.faults.take(method, 'delay')
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms))
  const run = methods[method]
  if (!run) return fail({ code: 404, description: 'Not Found: method not found' })
  const tooFast = writesToChat.has(method) ? paced(bot, params) : undefined
  if (tooFast) return fail(tooFast)
  const answer = await run(bot, params)
  if ('code' in answer) return fail(answer)
  return bot.faults.take(method, 'drop_answer') ? dropConnection() : ok(answer.result)
}

function refuse(bot: Bot, method: string): Refusal | undefined {
  const fault = bot.faults.take(method, 'rate_limit', 'server_error', 'revoked')
  switch (fault?.kind) {
    case 'rate_limit':
      return tooMany(fault.retryAfterSeconds)
    case 'server_error':
      return { code: 500, description: 'Internal Server Error' }
    case 'revoked':
      return { code: 401, description: 'Unauthorized' }
    case undefined:
      return undefined
  }
}

const tooMany = (after: number): Refusal => ({
  code: 429,
  description: `Too Many Requests: retry after ${after}`,
  parameters: { retry_after: after },
})

function paced({ world, rates, clock }: Bot, params: Params): Refusal | undefined {
  const chat = world.chats.get(Number(params['chat_id']))
  if (!chat) return undefined
  const after = rates.take(chat.id, chat.kind === 'supergroup', clock.now().getTime())
  return after === undefined ? undefined : tooMany(after)
}

function setWebhook(bot: Bot, params: Params): { result: unknown } | Refusal {
  const parsed = z
    .object({ url: z.string().default(''), secret_token: z.string().optional() })
    .safeParse(params)
  if (!parsed.success) return bad('bad webhook: URL is empty')
  const { url, secret_token: secret } = parsed.data
  if (url !== '' && !URL.canParse(url)) return bad('bad webhook: invalid URL')
  if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret))
    return bad('secret token contains unallowed characters')
  bot.updates.webhook = url === '' ? undefined : { url, secret }
  bot.updates.cut()
  return { result: true }
}

const queryLifeMs = 60_000

function answerCallbackQuery({ presses, world, clock }: Bot, params: Params): { result: unknown } | Refusal {
  const id = String(params['callback_query_id'])
  const press = presses.get(id)
  const text = params['text']
  if (!press || clock.now().getTime() - press.at.getTime() > queryLifeMs)
    return bad('query is too old and response timeout expired or query ID is invalid')
  if (typeof text === 'string' && text.length > 200) return bad('MESSAGE_TOO_LONG')
  presses.delete(id)
  if (typeof text === 'string' && text !== '')
    world.alerts.push({ chat: press.chat, user: press.user, at: clock.now(), text })
  press.done()
  return { result: true }
}

function deleteMessage({ world }: Bot, params: Params): { result: unknown } | Refusal {
  const chat = world.chats.get(Number(params['chat_id']))
  const at = chat?.messages.findIndex(({ id }) => id === Number(params['message_id'])) ?? -1
  if (!chat || at < 0) return bad('message to delete not found')
  chat.messages.splice(at, 1)
  return { result: true }
}

async function answerPoll(bot: Bot, params: Params, signal: AbortSignal): Promise<Response> {
  const conflict = (why: string) => fail({ code: 409, description: `Conflict: ${why}` })
  if (bot.updates.webhook)
    return conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
  const shape = z.object({ offset: whole.default(0), limit: whole.default(100), timeout: whole.default(0) })
  const { offset, limit, timeout } = shape.parse(params)
  if (bot.faults.take('disconnect', 'disconnect')) return dropConnection()
  const taken = await bot.updates.take({ offset, limit, waitMs: timeout * 1000, signal })
  if (taken === 'cut') return dropConnection()
  if (taken === 'conflict')
    return conflict('terminated by other getUpdates request; make sure that only one bot instance is running')
  return ok(taken)
}
