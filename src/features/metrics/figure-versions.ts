import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { Database } from '#kernel/db.ts'
import { emit } from '#kernel/outbox.ts'
import { metricsChanged } from './events.ts'

/** content: of posts and accounts. inbox: of conversations and messages. */
export type FigurePart = 'content' | 'inbox'

/**
 * Says that figures of an organisation are others now, so that no kept answer is given any more. The last statement of
 * the transaction that changes them: it holds a row that every such change of the organisation takes.
 */
export async function figuresChanged(tx: Ctx, part: FigurePart): Promise<void> {
  emit(tx, metricsChanged, tx.orgId, { what: 'figures' })
  await figuresChangedOf(tx.db, [tx.orgId], part)
}

export async function figuresChangedOf(
  db: Kysely<Database>,
  orgIds: readonly string[],
  part: FigurePart,
): Promise<void> {
  if (orgIds.length === 0) return
  // An organisation that is being deleted has no figures to be asked for.
  await sql`insert into figure_versions (org_id, part, version)
    select id, ${part}, 1 from unnest(${[...new Set(orgIds)].sort()}::uuid[]) id order by id
    on conflict (org_id, part) do update set version = figure_versions.version + 1`.execute(db)
}

/** What an answer stands on beside the question: another text, another answer. */
export interface Footing {
  zone: string
  /** Names and states of the accounts. */
  accounts: string
  versions: Partial<Record<FigurePart, string>>
}

export async function readFooting(ctx: Ctx): Promise<Footing> {
  const { rows } = await sql<Footing>`select
      (select timezone from own_org) as zone,
      (select coalesce(md5(string_agg(concat_ws(' ', id, connector, state, name), ',' order by created_at, id)), '')
        from channels where org_id = ${ctx.orgId}) as accounts,
      (select coalesce(jsonb_object_agg(part, version::text), '{}') from figure_versions
        where org_id = ${ctx.orgId}) as versions`.execute(ctx.db)
  return rows[0] ?? { zone: 'UTC', accounts: '', versions: {} }
}
