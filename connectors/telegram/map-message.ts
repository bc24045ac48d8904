import type { InboundAttachment, InboundMessage, InboundPerson } from '#contracts/inbound.ts'
import type { TelegramMessage } from './schema.ts'
import { messageId } from './thread-id.ts'

/** Undefined for a service message (a pin, a new picture): nobody wrote it. */
export function mapMessage(source: TelegramMessage, thread: string): InboundMessage | undefined {
  const text = source.text ?? source.caption
  const attachments = mapAttachments(source)
  if (text === undefined && attachments.length === 0) return undefined
  const payload = /^\/start(?:@\w+)? (\S.*)$/.exec(source.text ?? '')?.[1]
  const sequence = Number(source.message_id)
  return {
    id: messageId(thread, source.message_id),
    attachments,
    ...(text === undefined ? {} : { text }),
    ...(source.reply_to_message ? { quote: messageId(thread, source.reply_to_message.message_id) } : {}),
    ...(source.reply_to_story ? { story: { kind: 'reply', id: source.reply_to_story.id } } : {}),
    ...(payload === undefined ? {} : { referral: { source: 'deep_link', ref: payload } }),
    ...(Number.isSafeInteger(sequence) ? { sequence } : {}),
  }
}

interface Name {
  first_name?: string | undefined
  last_name?: string | undefined
  username?: string | undefined
  language_code?: string | undefined
}

export function mapPerson(id: string, source: Name): InboundPerson {
  const name = [source.first_name, source.last_name].filter(Boolean).join(' ')
  return {
    id,
    ...(name ? { name } : {}),
    ...(source.username ? { username: source.username } : {}),
    ...(source.language_code ? { locale: source.language_code } : {}),
  }
}

type File = NonNullable<TelegramMessage['document']>

function ofFile(kind: InboundAttachment['kind'], file: File | undefined, mime?: string): InboundAttachment[] {
  if (!file) return []
  const type = file.mime_type ?? mime
  return [
    {
      kind,
      ref: file.file_id,
      ...(file.file_name === undefined ? {} : { name: file.file_name }),
      ...(type === undefined ? {} : { mime: type }),
      ...(file.file_size === undefined ? {} : { sizeBytes: file.file_size }),
    },
  ]
}

function mapAttachments(source: TelegramMessage): InboundAttachment[] {
  // The sizes of a photo stand in rising order; the last is the picture itself.
  const largest = source.photo?.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1)
  return [
    ...ofFile('image', largest, 'image/jpeg'),
    ...ofFile('video', source.video),
    ...ofFile('video', source.video_note, 'video/mp4'),
    ...ofFile('audio', source.audio),
    ...ofFile('audio', source.voice, 'audio/ogg'),
    // A GIF is sent as an animation and, for older clients, as a document, too.
    ...(source.animation ? ofFile('video', source.animation) : ofFile('file', source.document)),
    ...mapSticker(source.sticker),
    ...mapPlace(source),
    ...mapContact(source.contact),
    ...mapUnsupported(source),
  ]
}

function mapSticker(sticker: TelegramMessage['sticker']): InboundAttachment[] {
  const mime = sticker?.is_video
    ? 'video/webm'
    : sticker?.is_animated
      ? 'application/x-tgsticker'
      : 'image/webp'
  return ofFile('sticker', sticker, mime).map((attachment) => ({
    ...attachment,
    ...(sticker?.emoji === undefined ? {} : { title: sticker.emoji }),
  }))
}

function mapPlace({ venue, location }: TelegramMessage): InboundAttachment[] {
  const place = venue?.location ?? location
  if (!place) return []
  const { latitude, longitude } = place
  return [
    {
      kind: 'location',
      latitude,
      longitude,
      ...(venue ? { title: `${venue.title}, ${venue.address}` } : {}),
    },
  ]
}

function mapContact(contact: TelegramMessage['contact']): InboundAttachment[] {
  if (!contact) return []
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ')
  return [{ kind: 'contact', name, title: contact.phone_number }]
}

function mapUnsupported(source: TelegramMessage): InboundAttachment[] {
  const title =
    (source.poll && `Poll: ${source.poll.question}`) ??
    (source.dice && `${source.dice.emoji} ${source.dice.value}`) ??
    (source.game && `Game: ${source.game.title}`) ??
    (source.story && 'A forwarded story') ??
    (source.paid_media === undefined ? undefined : 'Paid media') ??
    (source.checklist === undefined ? undefined : 'A checklist')
  return title === undefined ? [] : [{ kind: 'unsupported', title }]
}
