import { ConnectorError, type ChannelIo, type PollResult } from '#contracts/connector.ts'
import { failureOfHttp } from '#contracts/failure-of-http.ts'
import { assert } from '#kernel/assert.ts'
import { apiRoot, makeTelegram } from './client.ts'
import { allowedUpdates } from './schema.ts'

/** The cursor is the next `update_id`; asking with it confirms all before it. */
export async function poll(
  io: ChannelIo,
  cursor: string | undefined,
  waitMs: number,
  signal: AbortSignal,
): Promise<PollResult> {
  const telegram = makeTelegram({ ...io, http: abortable(io.http, signal) }, io.credentials['token'] ?? '')
  const ask = () =>
    telegram.call(
      (api) =>
        api.getUpdates({
          timeout: Math.floor(waitMs / 1000),
          allowed_updates: allowedUpdates,
          ...(cursor === undefined ? {} : { offset: Number(cursor) }),
        }),
      { waitMs },
    )
  const updates = await ask().catch(async (error: unknown) => {
    // Left from a time when we had a public address: nothing would come any more, neither way.
    if (!(error instanceof ConnectorError) || !/^409.*webhook is active/.test(error.vendorCode ?? ''))
      throw error
    await telegram.call((api) => api.deleteWebhook())
    return ask()
  })
  return {
    bodies: updates.map((update) => ({
      key: String(update.update_id),
      body: new TextEncoder().encode(JSON.stringify(update)),
    })),
    cursor: updates.length === 0 ? cursor : String(Math.max(...updates.map((each) => each.update_id)) + 1),
  }
}

/** grammY knows another kind of signal than ours, so ours goes to the client beneath it. */
const abortable = (http: ChannelIo['http'], signal: AbortSignal): ChannelIo['http'] => ({
  ...http,
  raw: (url, options) =>
    http.raw(url, {
      ...options,
      signal: options?.signal ? AbortSignal.any([signal, options.signal]) : signal,
    }),
})

/** Telegram pushes to a public https address only; without one its webhook goes, so that we may poll. */
export async function activate(io: ChannelIo): Promise<void> {
  const telegram = makeTelegram(io, io.credentials['token'] ?? '')
  const secret = io.credentials['webhookSecret']
  assert(secret, 'a bot is connected with a webhook secret')
  const url = webhookUrl(io)
  if (url === undefined) {
    await telegram.call((api) => api.deleteWebhook())
    return
  }
  await telegram.call((api) =>
    api.setWebhook(url, { secret_token: secret, allowed_updates: allowedUpdates, max_connections: 40 }),
  )
}

export async function deactivate(io: ChannelIo): Promise<void> {
  await makeTelegram(io, io.credentials['token'] ?? '').call((api) => api.deleteWebhook())
}

/** A sandbox forgets its webhooks when it restarts, so its bots are polled. */
export const webhookUrl = ({ publicUrl, trust, channel }: ChannelIo): string | undefined =>
  publicUrl?.startsWith('https:') && trust === 'base'
    ? `${publicUrl.replace(/\/+$/, '')}/webhooks/telegram/${channel.id}`
    : undefined

export async function download(io: ChannelIo, ref: string, maxBytes: number) {
  const token = io.credentials['token'] ?? ''
  const file = await makeTelegram(io, token).call((api) => api.getFile(ref))
  if (file.file_path === undefined) {
    throw new ConnectorError('not_found', 'Telegram no longer has this file.')
  }
  const { file_path: path } = file
  try {
    const { trust } = io
    const url = `${apiRoot(io.env)}/file/bot${token}/${path}`
    const { bytes, mime } = await io.http.download(url, { maxBytes, trust })
    const named = mime === 'application/octet-stream' ? {} : { mime }
    return { bytes, ...named, name: path.slice(path.lastIndexOf('/') + 1) }
  } catch (error) {
    throw failureOfHttp(error, 'Telegram', false)
  }
}
