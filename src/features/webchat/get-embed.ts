import { getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { connectorId } from './find-chat.ts'

/** The line that a website puts before </body>. */
export async function getEmbed(ctx: Ctx, channelId: string): Promise<{ snippet: string }> {
  requireScope(ctx, 'channels:read')
  const channel = await getChannelRow(ctx, channelId)
  if (channel.connector !== connectorId) throw notFound('chat')
  const src = `${ctx.config.publicUrl}/widget.js`
  return { snippet: `<script src="${src}" data-channel="${channel.id}" async></script>` }
}
