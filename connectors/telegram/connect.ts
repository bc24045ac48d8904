import { randomBytes } from 'node:crypto'
import type { ChannelIo, ConnectedAccount, ConnectorIo, HealthCheck } from '#contracts/connector.ts'
import { errorText } from '#kernel/errors.ts'
import { makeTelegram } from './client.ts'
import { webhookUrl } from './receive.ts'

export async function connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const token = (input['token'] || io.env['TELEGRAM_BOT_TOKEN'] || '').trim()
  const telegram = makeTelegram(io, token)
  const botInfo = await telegram.call((api) => api.getMe())
  return {
    externalId: String(botInfo.id),
    name: `@${botInfo.username}`,
    credentials: { token, webhookSecret: randomBytes(32).toString('base64url') },
    settings: { botInfo, username: botInfo.username },
  }
}

export async function health(io: ChannelIo): Promise<HealthCheck[]> {
  try {
    const telegram = makeTelegram(io, io.credentials['token'] ?? '')
    const bot = await telegram.call((api) => api.getMe())
    const token: HealthCheck = { name: 'Token', ok: true, detail: `Telegram knows us as @${bot.username}.` }
    const hook = await telegram.call((api) => api.getWebhookInfo())
    return [token, checkDelivery(io, hook)]
  } catch (error) {
    return [{ name: 'Token', ok: false, detail: errorText(error) }]
  }
}

interface Hook {
  url?: string
  pending_update_count: number
  last_error_date?: number
  last_error_message?: string
}

function checkDelivery(io: ChannelIo, hook: Hook): HealthCheck {
  const name = 'Delivery'
  const wanted = webhookUrl(io) ?? ''
  if ((hook.url ?? '') !== wanted) {
    const detail = hook.url
      ? 'Telegram delivers to another address. Reconnect the bot, and stop the other program.'
      : 'Telegram does not know our address. Reconnect the bot.'
    return { name, ok: false, detail }
  }
  const recent = io.clock.now().getTime() / 1000 - (hook.last_error_date ?? 0) < 600
  if (recent && hook.pending_update_count > 0) {
    const detail = `Telegram cannot reach us: ${hook.last_error_message ?? 'no reason given'}`
    return { name, ok: false, detail }
  }
  const way = wanted ? 'Telegram delivers to our address' : 'We ask Telegram for messages'
  return { name, ok: true, detail: `${way}; ${hook.pending_update_count} waiting.` }
}
