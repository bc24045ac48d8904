import type { InboundAttachment, InboundEvent, InboundPerson } from '#contracts/inbound.ts'
import { delivery } from './schema.ts'
import type { Delivery } from './schema.ts'

/** One delivery is one event: a page has no reason to send several at once. */
export function parseDelivery(body: Uint8Array): InboundEvent[] {
  const parsed = delivery.safeParse(readJson(body))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const place = issue?.path.join('.') || 'delivery'
    return [{ kind: 'unknown', reason: `The ${place} is not one of the web chat: ${issue?.message ?? ''}` }]
  }
  return [toEvent(parsed.data)]
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    // Not JSON is one more thing that is not a delivery; the schema says so.
    return undefined
  }
}

function toEvent(news: Delivery): InboundEvent {
  const base = { account: news.account, at: news.at, person: toPerson(news.person) }
  if (news.kind === 'receipt') return { ...base, kind: 'receipt', state: news.state, watermark: news.upTo }
  return {
    ...base,
    kind: 'message',
    message: {
      id: news.id,
      ...(news.text === '' ? {} : { text: news.text }),
      attachments: news.attachments.map(toAttachment),
    },
  }
}

function toPerson({ id, name, locale, facts }: Delivery['person']): InboundPerson {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    ...(facts === undefined ? {} : { facts }),
  }
}

type Stored = Extract<Delivery, { kind: 'message' }>['attachments'][number]

function toAttachment({ width, height, ...attachment }: Stored): InboundAttachment {
  return {
    ...attachment,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  }
}
