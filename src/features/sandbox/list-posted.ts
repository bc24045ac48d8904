import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { getChannelRow, listChannels } from '#features/channels/index.ts'
import type { PostedOn } from './schema.ts'

/** What is out on each account of a sandbox, newest first: a post made twice stands there twice. */
export async function listPosted(ctx: Ctx): Promise<PostedOn[]> {
  requireScope(ctx, 'sandbox:use')
  const channels = (await listChannels(ctx)).filter(({ sandbox, connector }) => {
    const played = sandbox ? ctx.sandbox?.get(connector) : undefined
    return played !== undefined && 'posts' in played
  })
  return Promise.all(
    channels.map(async ({ id, name, connector, connectorName }) => {
      const row = await getChannelRow(ctx, id)
      const posts = ctx.sandbox?.get(connector)?.posts?.(row.external_id) ?? []
      return {
        channelId: id,
        name,
        connector,
        connectorName,
        posts: posts.slice(0, 50).map(({ receivedAt: _receivedAt, ...post }) => post),
      }
    }),
  )
}
