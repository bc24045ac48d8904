import { sql } from 'kysely'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import type { Desk } from './kit.ts'

const day = 86_400_000
const perAccount = 20
/** Far from the numbers that the demo's own posts get. */
const firstNumber = 5_000

/** Sixty days of figures for the demo's three accounts, more of them lately, as if they had just been read. */
export async function seedFigures({ program }: Pick<Desk, 'program'>): Promise<void> {
  const { orgId } = await program.owner()
  const db = program.app.systemDb
  const channels = await db
    .selectFrom('channels')
    .select(['id', 'connector'])
    .where('org_id', '=', orgId)
    .where('connector', 'in', ['instagram', 'facebook', 'x'])
    .execute()
  must(channels[2], 'three accounts that publish')
  const now = Date.now()
  for (const [account, { id, connector }] of channels.entries()) {
    for (let index = 0; index < perAccount; index++) {
      const more = (perAccount - index) * (account + 1)
      const [postId, number] = [newId(), firstNumber + account * 100 + index]
      const title = `Fern of the week ${index + 1}`
      const content = JSON.stringify({ text: title, media: [] })
      const labels = index % 2 ? ['care'] : []
      await sql`insert into posts (org_id, id, number, title, state, content, labels, hash, author, source,
          created_at, updated_at)
        values (${orgId}, ${postId}, ${number}, ${title}, 'published', ${content}, ${labels}, 'h', '{}', '{}', now(),
          now())`.execute(db)
      await db
        .insertInto('measured_posts')
        .values({
          org_id: orgId,
          target_id: newId(),
          post_id: postId,
          channel_id: id,
          external_id: `${connector}-${index}`,
          format: index % 3 ? 'image' : 'text',
          title,
          labels,
          published_at: new Date(now - (index * 3 + 1) * day),
          measured_at: new Date(now),
          next_at: new Date(now + day),
          likes: 40 + more * 3,
          comments: 4 + more,
          shares: more,
          ...(connector === 'instagram' ? { reach: 900 + more * 20, saves: more } : {}),
        })
        .execute()
    }
    const followers = Array.from({ length: 60 }, (_, index) => ({
      org_id: orgId,
      channel_id: id,
      measure: 'followers',
      day: new Date(now - (index + 1) * day).toISOString().slice(0, 10),
      value: 2_000 - index * 7,
      captured_at: new Date(now),
    }))
    await db.insertInto('account_days').values(followers).execute()
  }
}
