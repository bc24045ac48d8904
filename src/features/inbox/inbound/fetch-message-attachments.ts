import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { channelIo, connectorOf, getChannelRow } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { storeMedia } from '#features/media/index.ts'
import { messageChanged } from '../events.ts'
import type { StoredAttachment } from '../schema.ts'
import { toMessageView } from '../views.ts'

const maxBytes = 25 * 1024 * 1024

/** Each file on its own: one that cannot be had keeps its reason, the others come. */
export async function fetchMessageAttachments(ctx: Ctx, messageId: string): Promise<void> {
  const message = await ctx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!message || message.unsent_at) return
  const channel = await getChannelRow(ctx, message.channel_id)
  const attachments = await Promise.all(
    message.attachments.map((attachment) => fetchOne(ctx, channel, attachment)),
  )
  const story = await fetchStory(ctx, channel, message.story)
  await inTransaction(ctx, async (tx) => {
    const stored = await tx.db
      .updateTable('messages')
      .set((eb) => ({
        attachments: JSON.stringify(attachments),
        story: story === null ? null : JSON.stringify(story),
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', messageId)
      .where('unsent_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (stored) emit(tx, messageChanged, stored.id, { message: toMessageView(stored) })
  })
}

async function fetchOne(
  ctx: Ctx,
  channel: ChannelRow,
  attachment: StoredAttachment,
): Promise<StoredAttachment> {
  const { source, ...rest } = attachment
  if (!source || attachment.mediaId) return attachment
  try {
    const file = await download(ctx, channel, source)
    const media = await storeMedia(ctx, {
      bytes: file.bytes,
      ...((rest.name ?? file.name) ? { name: rest.name ?? file.name ?? '' } : {}),
      ...(file.mime ? { mime: file.mime } : {}),
      uploadedBy: 'contact',
    })
    return {
      ...rest,
      mediaId: media.id,
      name: media.name,
      mime: media.mime,
      sizeBytes: media.sizeBytes,
      ...(media.width && media.height ? { width: media.width, height: media.height } : {}),
    }
  } catch (error) {
    ctx.log.info({ reason: errorText(error), channelId: channel.id }, 'an attachment could not be fetched')
    return { ...rest, problem: 'This file could not be fetched from the platform.' }
  }
}

async function download(
  ctx: Ctx,
  channel: ChannelRow,
  source: { url?: string | undefined; ref?: string | undefined },
) {
  const io = channelIo(ctx, channel)
  const connector = connectorOf(ctx, channel.connector)
  if (source.ref !== undefined && connector.download) return connector.download(io, source.ref, maxBytes)
  if (source.url === undefined) throw new Error('the platform named no address')
  return ctx.http.download(source.url, {
    maxBytes,
    timeoutMs: 20_000,
    trust: io.trust === 'sandbox' ? 'sandbox' : 'public',
  })
}

async function fetchStory(ctx: Ctx, channel: ChannelRow, story: Record<string, string> | null) {
  if (!story?.['url'] || story['mediaId']) return story
  const { url, ...rest } = story
  const fetched = await fetchOne(ctx, channel, { kind: 'image', source: { url } })
  return fetched.mediaId ? { ...rest, mediaId: fetched.mediaId } : rest
}
