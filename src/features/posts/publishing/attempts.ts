import { sql } from 'kysely'
import type { PublishStep } from '#contracts/publisher.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import type { PublishAttemptTable } from '../tables.ts'
import type { StepEnd } from './work.ts'

/** One attempt may be open per target: the index refuses a second one, whoever tries. */
export async function openAttempt(
  tx: Ctx,
  targetId: string,
  step: PublishStep,
  fence: string,
): Promise<string> {
  const id = newId()
  await sql`insert into publish_attempts (org_id, id, target_id, number, step, effect, fence, started_at)
    select ${tx.orgId}::uuid, ${id}::uuid, ${targetId}::uuid, coalesce(max(number), 0) + 1, ${step.name}, ${step.effect},
      ${fence}::bigint, ${tx.clock.now()}::timestamptz
    from publish_attempts where org_id = ${tx.orgId} and target_id = ${targetId}`.execute(tx.db)
  return id
}

/** Gives an attempt its end, once; what is unknown may still be settled. False: it was settled before. */
export async function closeAttempt(
  tx: Ctx,
  attemptId: string,
  end: Pick<StepEnd, 'outcome' | 'failure'>,
  settledBy: NonNullable<PublishAttemptTable['settled_by']>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update publish_attempts
    set ended_at = coalesce(ended_at, ${tx.clock.now()}), outcome = ${end.outcome},
      failure_kind = ${end.failure?.kind ?? null}, failure = ${end.failure?.message ?? null},
      vendor_code = ${end.failure?.vendorCode ?? null}, settled_by = ${settledBy}
    where org_id = ${tx.orgId} and id = ${attemptId} and (outcome is null or outcome = 'unknown')`.execute(
    tx.db,
  )
  return Number(numAffectedRows ?? 0n) > 0
}

/** The attempt of a target that nobody knows the end of. */
export async function unknownAttempt(tx: Ctx, targetId: string) {
  return tx.db
    .selectFrom('publish_attempts')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('target_id', '=', targetId)
    .where('outcome', '=', 'unknown')
    .where('effect', '=', 'public')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** When a step was tried first: what it made may be as old as that. */
export async function firstTried(tx: Ctx, targetId: string, step: string): Promise<Date> {
  const row = await tx.db
    .selectFrom('publish_attempts')
    .select((eb) => eb.fn.min('started_at').as('at'))
    .where('org_id', '=', tx.orgId)
    .where('target_id', '=', targetId)
    .where('step', '=', step)
    .executeTakeFirstOrThrow()
  return must(row.at, 'attempt')
}

/** Whether an earlier attempt at this step may have done its work. */
export async function mayHaveWorked(
  tx: Ctx,
  targetId: string,
  step: string,
  except: string,
): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`select exists (select from publish_attempts
    where org_id = ${tx.orgId} and target_id = ${targetId} and step = ${step} and id <> ${except}
      and (outcome = 'unknown' or settled_by in ('person', 'evidence'))) as some`.execute(tx.db)
  return must(rows[0], 'answer').some
}
