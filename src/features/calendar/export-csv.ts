import { listPosts } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'

const mostRows = 5_000

/** A spreadsheet may run what begins like a formula, so such a cell begins with an apostrophe. */
const cell = (text: string) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`

/** The posts of a period as a spreadsheet, at most five thousand. */
export async function exportCsv(ctx: Ctx, query: { from: string; to: string }): Promise<string> {
  requireScope(ctx, 'posts:read')
  const head = ['number', 'title', 'text', 'state', 'accounts', 'date', 'time', 'zone', 'labels']
  const rows: string[][] = []
  let cursor: string | undefined
  do {
    const page = await listPosts(
      ctx,
      { ...query, sort: 'planned' },
      { limit: 100, ...(cursor ? { cursor } : {}) },
    )
    for (const post of page.items)
      rows.push([
        String(post.number),
        post.title,
        post.excerpt,
        post.state,
        post.accounts.map((account) => account.name).join('; '),
        post.plannedWall?.slice(0, 10) ?? '',
        post.plannedWall?.slice(11, 16) ?? '',
        post.plannedZone ?? '',
        post.labels.join('; '),
      ])
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined && rows.length < mostRows)
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
