import type { Api } from 'grammy'
import {
  ConnectorError,
  type ChannelIo,
  type OutboundMessage,
  type SendResult,
} from '#contracts/connector.ts'
import { makeTelegram } from './client.ts'
import { messageId, readMessageNumber, readThread } from './thread-id.ts'

export async function send(io: ChannelIo, message: OutboundMessage): Promise<SendResult> {
  const telegram = makeTelegram(io, io.credentials['token'] ?? '')
  const { chat, connection } = readThread(message.to)
  const quoted = message.quote === undefined ? undefined : readMessageNumber(message.quote)
  const options = {
    ...(connection === undefined ? {} : { business_connection_id: connection }),
    ...(quoted === undefined
      ? {}
      : { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } }),
  }
  const { attachment, text } = message
  if (!attachment) {
    if (!text) throw new ConnectorError('rejected', 'There is nothing to send.')
    const sent = await telegram.call((api) => api.sendMessage(chat, text, options), { effect: true })
    return { providerId: messageId(message.to, sent.message_id) }
  }
  const upload = await makeUpload(attachment, { ...options, ...(text ? { caption: text } : {}) })
  const sent = await telegram.call((api) => upload(api, chat), { effect: true })
  return { providerId: messageId(message.to, sent.message_id) }
}

type Options = Parameters<Api['sendPhoto']>[2] & Parameters<Api['sendDocument']>[2]

/** Reads the file before the call, so that a failing storage is not mistaken for a lost answer. */
async function makeUpload(attachment: NonNullable<OutboundMessage['attachment']>, options: Options) {
  const { InputFile } = await import('grammy')
  const file = new InputFile(await attachment.bytes(), attachment.name)
  return (api: Api, chat: string): Promise<{ message_id: number }> => {
    if (attachment.kind === 'image') return api.sendPhoto(chat, file, options)
    if (attachment.kind === 'video') return api.sendVideo(chat, file, options)
    if (attachment.kind === 'audio') return api.sendAudio(chat, file, options)
    return api.sendDocument(chat, file, options)
  }
}

export async function signal(io: ChannelIo, to: string, what: 'typing' | 'seen'): Promise<void> {
  if (what !== 'typing') return
  const { chat, connection } = readThread(to)
  const other = connection === undefined ? {} : { business_connection_id: connection }
  const telegram = makeTelegram(io, io.credentials['token'] ?? '')
  await telegram.call((api) => api.sendChatAction(chat, 'typing', other))
}
