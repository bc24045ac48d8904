import { derive, deriveDigits } from '../_sandbox/keyed.ts'
import type { Deliveries } from '../_sandbox/deliveries.ts'
import type { Faults } from '../_sandbox/faults.ts'

export type UpdateBody = Record<string, unknown>
export type Update = UpdateBody & { update_id: number }

/** One bot as Telegram keeps it. Its token follows from its id, so a restart forgets nobody's token. */
export interface Bot {
  id: string
  token: string
  name: string
  updates: Update[]
  nextUpdateId: number
  nextMessageId: number
  webhook: { url: string; secret: string | undefined } | undefined
  allowed: string[] | undefined
  lastError: { at: number; message: string } | undefined
  /** Held back to swap places with the next. */
  swapped: UpdateBody | undefined
  /** Ends the poll that waits: with news, or because another one came. */
  wake: ((why: 'news' | 'conflict') => void) | undefined
}

const maxUpdates = 5000
const epoch = Date.UTC(2026, 0, 1)
/** Off unless somebody asks for them by name. */
const silent = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

export const botIdOf = (secret: string, handle: string) => deriveDigits(secret, 10, 'bot', handle)
export const tokenOf = (secret: string, id: string) =>
  `${id}:${derive(secret, 'token', id).toString('base64url').slice(0, 35)}`

export function makeBot(secret: string, id: string, now: Date): Bot {
  // Numbers begin at the time, with room for a thousand in each millisecond: none of an earlier run comes back.
  const start = Math.max(1, now.getTime() - epoch) * 1000
  return {
    id,
    token: tokenOf(secret, id),
    name: `Sandbox bot ${id.slice(0, 4)}`,
    updates: [],
    nextUpdateId: start,
    nextMessageId: start,
    webhook: undefined,
    allowed: undefined,
    lastError: undefined,
    swapped: undefined,
    wake: undefined,
  }
}

/** Tells the bot's owner; resolves with the status of the webhook's answer, undefined where they poll. */
export async function tell(
  bot: Bot,
  kind: string,
  content: unknown,
  tools: { deliveries: Deliveries; faults: Faults; now: Date },
): Promise<number | undefined> {
  if (bot.allowed ? !bot.allowed.includes(kind) : silent.has(kind)) return undefined
  const body = { [kind]: content }
  if (bot.webhook) return push(bot, bot.webhook, body, tools)
  if (!bot.swapped && tools.faults.take(bot.id, 'swap_webhooks')) {
    bot.swapped = body
    return undefined
  }
  const update = queue(bot, body)
  if (tools.faults.take(bot.id, 'repeat_webhook')) bot.updates.push(update)
  if (bot.swapped) queue(bot, bot.swapped)
  bot.swapped = undefined
  bot.wake?.('news')
  return undefined
}

function queue(bot: Bot, body: UpdateBody): Update {
  const update = { update_id: bot.nextUpdateId++, ...body }
  bot.updates.push(update)
  if (bot.updates.length > maxUpdates) bot.updates.shift()
  return update
}

async function push(
  bot: Bot,
  webhook: NonNullable<Bot['webhook']>,
  body: UpdateBody,
  tools: { deliveries: Deliveries; now: Date },
): Promise<number | undefined> {
  const update = { update_id: bot.nextUpdateId++, ...body }
  const status = await tools.deliveries.send({
    account: bot.id,
    url: webhook.url,
    headers: webhook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret },
    body: JSON.stringify(update),
  })
  const failed = status !== undefined && (status < 200 || status > 299)
  bot.lastError = failed
    ? { at: Math.floor(tools.now.getTime() / 1000), message: `Wrong response from the webhook: ${status}` }
    : undefined
  return status
}

/** Waits for updates from `offset` on; what lies before it is confirmed and goes. */
export async function takeUpdates(
  bot: Bot,
  options: { offset: number; limit: number; waitMs: number; signal: AbortSignal },
): Promise<Update[] | 'conflict'> {
  bot.wake?.('conflict')
  if (options.offset > 0) bot.updates = bot.updates.filter((update) => update.update_id >= options.offset)
  if (bot.updates.length === 0 && options.waitMs > 0) {
    const why = await new Promise<'news' | 'conflict' | 'end'>((resolve) => {
      const timer = setTimeout(() => resolve('end'), options.waitMs)
      const finish = (ended: 'news' | 'conflict' | 'end') => {
        clearTimeout(timer)
        if (bot.wake === finish) bot.wake = undefined
        resolve(ended)
      }
      timer.unref()
      bot.wake = finish
      options.signal.addEventListener('abort', () => finish('end'), { once: true })
    })
    if (why === 'conflict') return 'conflict'
  }
  return bot.updates.slice(0, options.limit)
}
