import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { cleanText, preview } from '#kernel/text.ts'
import { called, keepVersion, seenInChat } from './change.ts'
import { postCreated } from './events.ts'
import { freeze } from './freeze.ts'
import { getPost } from './get-post.ts'
import { job as makePreview } from './jobs/make-preview.ts'
import { job as makeRenditions } from './jobs/make-renditions.ts'
import { json, rowViewOf } from './queries.ts'
import { createPostInput } from './schema.ts'
import type { CreatePost, PostBody, PostView, targetInput } from './schema.ts'
import { cleanBody, cleanOverride } from './clean-body.ts'

const titleLength = 60

/** A draft. Nothing of it goes anywhere until it is submitted and approved. */
export async function createPost(ctx: Ctx, input: CreatePost): Promise<PostView> {
  requireScope(ctx, 'posts:write')
  const parsed = createPostInput.parse(input)
  const body = cleanBody(parsed.body)
  const targets = distinctTargets(parsed.targets)
  const labels = [...new Set(parsed.labels.map(cleanText))]
  return inTransaction(ctx, async (tx) => {
    const number = await nextNumber(tx)
    const told = parsed.source['act'] === undefined ? undefined : await postOfAct(tx, parsed.source['act'])
    if (told !== undefined) return getPost(tx, { postId: told })
    const id = newId()
    const title = cleanText(parsed.title ?? titleOf(body))
    const frozen = await freeze(tx, { number, title, labels, body, targets })
    const now = tx.clock.now()
    await tx.db
      .insertInto('posts')
      .values({
        org_id: tx.orgId,
        id,
        number,
        title,
        state_reason: null,
        content: json(body),
        labels,
        hash: frozen.hash,
        approved_hash: null,
        approval_id: null,
        submit_by: null,
        planned_at: null,
        planned_wall: null,
        planned_zone: null,
        slot_id: null,
        series_id: null,
        occurrence_at: null,
        author: json(tx.actor),
        author_id: tx.memberId ?? null,
        source: json({ ...(tx.origin ? { surface: tx.origin.surface } : {}), ...parsed.source }),
        created_at: now,
        updated_at: now,
        deleted_at: null,
      })
      .execute()
    await insertTargets(tx, id, targets)
    await keepVersion(tx, id, 1, frozen)
    if (frozen.missing.length > 0) enqueue(tx, makeRenditions, { postId: id })
    if (seenInChat(tx)) enqueue(tx, makePreview, { postId: id })
    await audit(tx, {
      verb: 'post.create',
      objectType: 'post',
      objectId: id,
      summary: `drafted post ${called({ number, title })}`,
    })
    emit(tx, postCreated, id, { post: await rowViewOf(tx, id) })
    return getPost(tx, { postId: id })
  })
}

async function postOfAct(tx: Ctx, act: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('posts')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where(sql<boolean>`source->>'act' = ${act} and source ? 'act'`)
    .executeTakeFirst()
  return row?.id
}

/** Numbers have no gaps that people would ask about; the row is held until the post is there. */
async function nextNumber(tx: Ctx): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into post_numbers (org_id, last) values (${tx.orgId}, 1)
    on conflict (org_id) do update set last = post_numbers.last + 1 returning last`.execute(tx.db)
  return must(rows[0], 'a number').last
}

export async function insertTargets(
  tx: Ctx,
  postId: string,
  targets: ReturnType<typeof distinctTargets>,
): Promise<void> {
  if (targets.length === 0) return
  await tx.db
    .insertInto('post_targets')
    .values(
      targets.map(({ channelId, override }) => ({
        org_id: tx.orgId,
        id: newId(),
        post_id: postId,
        channel_id: channelId,
        override: json(override),
        effective_at: null,
        lease_owner: null,
        lease_until: null,
        handles: json({}),
        published_id: null,
        published_url: null,
        published_at: null,
        started_at: null,
        failure_kind: null,
        failure: null,
        late_told_at: null,
      })),
    )
    .execute()
}

/** One target per account: the last word counts. */
export function distinctTargets(targets: ReadonlyArray<z.infer<typeof targetInput>>) {
  const byChannel = new Map(targets.map((one) => [one.channelId, cleanOverride(one.override)]))
  return [...byChannel].map(([channelId, override]) => ({ channelId, override }))
}

/** The first line that says something, shortened. */
export function titleOf(body: Pick<PostBody, 'text' | 'media'>): string {
  const line = body.text
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '')
  if (line !== undefined) return preview(line, titleLength)
  return body.media.length > 0 ? 'Untitled pictures' : 'Untitled post'
}
