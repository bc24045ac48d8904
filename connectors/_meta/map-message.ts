import type { InboundAttachment, InboundMessage } from '#contracts/inbound.ts'
import type { Attachment, Message, Messaging, Referral } from './schema.ts'

export function mapMessage(source: Message): InboundMessage {
  const story = mapStory(source)
  const attachments = (source.attachments ?? [])
    .filter((attachment) => attachment.type !== 'story_mention')
    .map(mapAttachment)
  if (source.is_unsupported && attachments.length === 0) {
    attachments.push({ kind: 'unsupported', title: 'A kind of message that Meta does not hand over' })
  }
  return {
    id: source.mid,
    attachments,
    ...(source.text === undefined ? {} : { text: source.text }),
    ...(source.reply_to?.mid === undefined ? {} : { quote: source.reply_to.mid }),
    ...(story ? { story } : {}),
    ...(source.quick_reply
      ? {
          postback: {
            payload: source.quick_reply.payload,
            ...(source.text === undefined ? {} : { title: source.text }),
          },
        }
      : {}),
    ...mapReferral(source.referral),
  }
}

/** A pressed button reads like a message with the button's words. */
export function mapPostback(source: NonNullable<Messaging['postback']>, fallbackId: string): InboundMessage {
  const title = source.title === undefined ? {} : { title: source.title }
  return {
    id: source.mid ?? fallbackId,
    attachments: [],
    ...(source.title === undefined ? {} : { text: source.title }),
    postback: { payload: source.payload, ...title },
    ...mapReferral(source.referral),
  }
}

function mapReferral(source: Referral | undefined): Pick<InboundMessage, 'referral'> {
  if (!source) return {}
  return {
    referral: {
      ...(source.source === undefined ? {} : { source: source.source }),
      ...(source.ref === undefined ? {} : { ref: source.ref }),
      ...(source.ad_id === undefined ? {} : { adId: source.ad_id }),
    },
  }
}

function mapStory(source: Message): InboundMessage['story'] {
  const answered = source.reply_to?.story
  if (answered) {
    return {
      kind: 'reply',
      ...(answered.id === undefined ? {} : { id: answered.id }),
      ...(answered.url === undefined ? {} : { url: answered.url }),
    }
  }
  const mention = source.attachments?.find((attachment) => attachment.type === 'story_mention')
  if (!mention) return undefined
  return { kind: 'mention', ...(mention.payload?.url === undefined ? {} : { url: mention.payload.url }) }
}

const plainKinds: Record<string, InboundAttachment['kind']> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'file',
}

/** Posts, reels and links of others: something to open, not a file to keep. */
const shares = new Set([
  'share',
  'fallback',
  'template',
  'reel',
  'post',
  'story',
  'ig_reel',
  'ig_post',
  'ig_story',
  'appointment_booking',
])

function mapAttachment({ type, payload, ...source }: Attachment): InboundAttachment {
  const url = payload?.url ?? payload?.story_media_url ?? source.url ?? undefined
  const title = payload?.title ?? source.title ?? undefined
  const named = { ...(url === undefined ? {} : { url }), ...(title === undefined ? {} : { title }) }
  if (payload?.sticker_id !== undefined) return { kind: 'sticker', ...named }
  if (type === 'like_heart') return { kind: 'sticker', title: '❤️' }
  if (type === 'location' && payload?.coordinates) {
    return {
      kind: 'location',
      latitude: payload.coordinates.lat,
      longitude: payload.coordinates.long,
      ...named,
    }
  }
  const kind = plainKinds[type]
  // A photo that may be looked at once comes without its address.
  if (kind && url === undefined) return { kind: 'unsupported', title: title ?? `${type}: cannot be opened` }
  if (kind) return { kind, ...named }
  if (shares.has(type)) return { kind: 'share', ...named }
  return { kind: 'unsupported', ...named, title: title ?? type }
}
