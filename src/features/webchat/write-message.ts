import type { App } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { cleanText } from '#kernel/text.ts'
import { connectorId } from './find-chat.ts'
import type { Chat } from './find-chat.ts'
import { providerIdOf } from './read-messages.ts'
import { writeInput } from './schema.ts'
import type { WriteInput } from './schema.ts'
import { uploaderOf } from './store-upload.ts'
import type { Visitor } from './visitor-token.ts'

/** Stores what a visitor wrote; it is applied like any platform's delivery. Resolves after the commit. */
export async function writeMessage(
  app: App,
  chat: Chat,
  visitor: Visitor,
  input: WriteInput,
): Promise<{ clientId: string; at: string }> {
  requireOpen(chat)
  const message = writeInput.parse(input)
  const at = app.clock.now().toISOString()
  const id = providerIdOf(visitor.id, message.clientId)
  await deliver(app, chat, `m:${id}`, {
    kind: 'message',
    account: chat.channel.external_id,
    at,
    person: {
      id: visitor.id,
      ...(visitor.name ? { name: visitor.name } : {}),
      ...(message.locale ? { locale: message.locale } : {}),
      facts: factsOf(visitor, message.page),
    },
    id,
    text: cleanText(message.text),
    attachments: await readUploads(app, chat, visitor, message.attachmentIds),
  })
  return { clientId: message.clientId, at }
}

export function requireOpen({ channel }: Chat): void {
  if (channel.state !== 'active') {
    throw new AppError('precondition', 'This chat is closed at the moment. Please try again later.')
  }
}

/** The web chat's own protocol; `connectors/webchat` reads it. `key`: a second one is the same delivery. */
export async function deliver(app: App, chat: Chat, key: string, body: object): Promise<void> {
  await app.ingest.store({
    connector: connectorId,
    route: chat.channel.id,
    key,
    body: Buffer.from(JSON.stringify(body)),
  })
}

function factsOf(visitor: Visitor, page: string | undefined): Record<string, string> {
  return {
    verified: visitor.verified ? 'yes' : 'no',
    ...(visitor.email ? { email: visitor.email } : {}),
    ...(page ? { page } : {}),
  }
}

/** Only what this visitor uploaded themselves: an id alone opens nothing. */
async function readUploads(app: App, chat: Chat, visitor: Visitor, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await app.pools
    .tenant(chat.channel.org_id)
    .selectFrom('media')
    .select(['id', 'kind', 'name', 'mime', 'size_bytes', 'width', 'height'])
    .where('org_id', '=', chat.channel.org_id)
    .where('id', 'in', [...ids])
    .where('uploaded_by', '=', uploaderOf(chat, visitor))
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (!row) throw invalid('One of the files is not there any more. Add it again.')
    return {
      mediaId: row.id,
      kind: row.kind,
      name: row.name,
      mime: row.mime,
      sizeBytes: Number(row.size_bytes),
      ...(row.width === null ? {} : { width: row.width }),
      ...(row.height === null ? {} : { height: row.height }),
    }
  })
}
