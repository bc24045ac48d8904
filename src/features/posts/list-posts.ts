import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { toRowViews } from './queries.ts'
import { listPostsQuery } from './schema.ts'
import type { ListPosts, PostRowView } from './schema.ts'

const afterKey = z.tuple([z.string(), z.uuid()])

/** Newest first, or by their planned time. */
export async function listPosts(
  ctx: Ctx,
  input: ListPosts,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: PostRowView[]; cursor: string | null }> {
  requireScope(ctx, 'posts:read')
  const query = listPostsQuery.parse(input)
  const planned = query.sort === 'planned'
  const after = page.cursor ? decodeCursor(page.cursor, afterKey) : undefined
  const rows = await filtered(ctx, query)
    .$if(planned, (q) => {
      const later = q.where('p.planned_at', 'is not', null).orderBy('p.planned_at').orderBy('p.id')
      return after
        ? later.where(sql<boolean>`(p.planned_at, p.id) > (${new Date(after[0])}, ${after[1]}::uuid)`)
        : later
    })
    .$if(!planned, (q) => {
      const older = q.orderBy('p.id', 'desc')
      return after ? older.where('p.id', '<', after[1]) : older
    })
    .limit(page.limit + 1)
    .execute()
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    items: await toRowViews(ctx, shown),
    cursor:
      rows.length > page.limit && last
        ? encodeCursor([planned ? (last.planned_at?.toISOString() ?? '') : '', last.id])
        : null,
  }
}

type Query = z.infer<typeof listPostsQuery>

function filtered(ctx: Ctx, query: Query) {
  const { state, channelId, platform, label, from, to } = query
  const text = query.text?.trim() ?? ''
  const number = /^#?(\d{1,9})$/.exec(text)?.[1]
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const connectors = [...ctx.connectors.values()]
    .filter((one) => one.publish?.platform === platform)
    .map((one) => one.id)
  return ctx.db
    .selectFrom('posts as p')
    .selectAll('p')
    .where('p.org_id', '=', ctx.orgId)
    .where('p.deleted_at', 'is', null)
    .$if(state !== undefined, (q) => q.where('p.state', 'in', state?.length ? state : ['draft']))
    .$if(label !== undefined, (q) => q.where(sql<boolean>`p.labels @> array[${label}]::text[]`))
    .$if(from !== undefined, (q) => q.where('p.planned_at', '>=', new Date(from ?? '')))
    .$if(to !== undefined, (q) => q.where('p.planned_at', '<', new Date(to ?? '')))
    .$if(query.mine === 'true', (q) => q.where('p.author_id', '=', ctx.memberId ?? null))
    .$if(text !== '', (q) =>
      q.where((eb) =>
        eb.or([
          eb('p.title', 'ilike', pattern),
          sql<boolean>`p.content->>'text' ilike ${pattern}`,
          ...(number === undefined ? [] : [eb('p.number', '=', Number(number))]),
        ]),
      ),
    )
    .$if(channelId !== undefined || platform !== undefined, (q) =>
      q.where(sql<boolean>`exists (select from post_targets t
        join channels c on c.org_id = t.org_id and c.id = t.channel_id
        where t.org_id = p.org_id and t.post_id = p.id
          and (${channelId ?? null}::uuid is null or t.channel_id = ${channelId ?? null}::uuid)
          and (${platform === undefined} or c.connector = any(${connectors}::text[])))`),
    )
}
