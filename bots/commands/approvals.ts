import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply, textReply } from '#contracts/reply.ts'
import { listApprovals } from '#features/approvals/index.ts'
import { getPost } from '#features/posts/index.ts'

const shown = 10

export const command = defineCommand({
  name: 'approvals',
  summary: 'What waits for my approval',
  scope: 'posts:read',
  args: z.object({}),
  order: [],
  examples: ['approvals'],
  async run(ctx) {
    const { items, cursor } = await listApprovals(ctx, { mine: true, type: 'post', limit: shown })
    if (items.length === 0) return textReply('Nothing waits for you.')
    const posts = await Promise.all(items.map((one) => getPost(ctx, { postId: one.objectId })))
    return reply(
      { kind: 'heading', text: 'Waiting for you' },
      {
        kind: 'table',
        columns: ['Post', 'Title', 'Time', 'Asked by'],
        rows: posts.map((post, at) => [
          `#${post.number}`,
          post.title,
          post.plannedWall
            ? `${post.plannedWall.slice(0, 16).replace('T', ' ')} ${post.plannedZone ?? ''}`
            : 'no time',
          items[at]?.requestedBy.name ?? '',
        ]),
        ...(cursor === null ? {} : { more: 'There are others: see Approvals in the browser.' }),
      },
      {
        kind: 'buttons',
        buttons: posts.slice(0, 5).map((post) => ({
          label: `Open #${post.number}`,
          command: { name: 'post', args: { post: String(post.number) } },
        })),
      },
    )
  },
})
