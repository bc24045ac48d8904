import type { Ctx } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import type { PostRow } from './queries.ts'

/** An editor who saw another version learns who was faster, and loses nothing silently. */
export async function refuseOtherVersion(
  tx: Ctx,
  post: PostRow,
  expected: number | undefined,
): Promise<void> {
  if (expected === undefined || expected === post.content_version) return
  const newest = await tx.db
    .selectFrom('post_versions')
    .select('by')
    .where('org_id', '=', tx.orgId)
    .where('post_id', '=', post.id)
    .where('version', '=', post.content_version)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  const by = newest?.by.name ?? 'Somebody'
  throw new AppError(
    'conflict',
    `${by} changed this post meanwhile: it is at version ${post.content_version} now. Look at it first, then edit again.`,
    { details: { newest: post.content_version, by } },
  )
}
