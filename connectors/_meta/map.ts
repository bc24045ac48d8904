import type { Received } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import type { InboundEvent } from '#contracts/inbound.ts'
import { errorText } from '#kernel/errors.ts'
import { mapMessaging } from './map-messaging.ts'
import { entry as entrySchema, envelope, messaging, type Entry } from './schema.ts'

export interface MetaProduct {
  /** What `object` says in this product's webhooks. */
  object: 'page' | 'instagram'
  /** Env keys whose values are ids of our own app: an echo that names one is ours. */
  appIdKeys: string[]
}

/** One delivery, which may carry several accounts, into events. What is broken is parked alone. */
export function parseMeta(product: MetaProduct, body: Uint8Array, received: Received): InboundEvent[] {
  try {
    const parsed = envelope.safeParse(exactJson(body))
    if (!parsed.success) return [{ kind: 'unknown', reason: 'not a webhook of Meta' }]
    const { object, entry } = parsed.data
    if (object !== product.object) {
      return [{ kind: 'unknown', reason: `a webhook for "${object}", which belongs to another address` }]
    }
    return entry.flatMap((each) => mapEntry(product, each, received))
  } catch (error) {
    return [{ kind: 'unknown', reason: `not readable: ${errorText(error)}` }]
  }
}

function mapEntry(product: MetaProduct, source: unknown, received: Received): InboundEvent[] {
  const parsed = entrySchema.safeParse(source)
  if (!parsed.success) return [{ kind: 'unknown', reason: 'an entry of another shape than known' }]
  const entry = parsed.data
  const changes = [...(entry.changes ?? [])]
  if (entry.field !== undefined) changes.push({ field: entry.field, value: entry.value })
  return [
    ...(entry.messaging ?? []).map((item) => mapItem(product, entry, item, received)),
    ...(entry.standby ?? []).map((): InboundEvent => {
      return { kind: 'ignored', reason: 'another app has this conversation (standby)' }
    }),
    ...changes.map(({ field, value }) => mapChange(product, entry, field, value, received)),
  ]
}

function mapItem(product: MetaProduct, entry: Entry, item: unknown, received: Received): InboundEvent {
  const parsed = messaging.safeParse(item)
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? ''
    return { kind: 'unknown', account: entry.id, reason: `an event of another shape than known, at ${where}` }
  }
  const appIds = product.appIdKeys
    .map((key) => received.env[key])
    .filter((id) => id !== undefined && id !== '')
  const fallback = entry.time ?? received.at.getTime()
  return mapMessaging(parsed.data, Object.keys(item ?? {}), { account: entry.id, appIds, fallback })
}

const comments = 'comments are not read yet'
const ignoredFields: Record<string, string> = {
  feed: comments,
  comments,
  live_comments: comments,
  mentions: comments,
  mention: comments,
  story_insights: 'figures are not read from webhooks',
  messaging_handover: 'another app took or gave the conversation',
}

function mapChange(
  product: MetaProduct,
  entry: Entry,
  field: string,
  value: unknown,
  received: Received,
): InboundEvent {
  const reason = ignoredFields[field]
  if (reason !== undefined) return { kind: 'ignored', reason }
  // The test button of Meta's dashboard wraps messages like this.
  if (field === 'messages') return mapItem(product, entry, value, received)
  return { kind: 'unknown', account: entry.id, reason: `a change of an unknown field: ${field}` }
}
