import { defineEventJob } from '#contracts/job.ts'
import { memberChanged } from '#features/orgs/events.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { approvalRequested } from '../events.ts'
import { facts, lockApproval } from '../queries.ts'
import { seatsOf } from '../seats.ts'

/** Somebody left: a pending request that has nobody else at its stage is asked of others, so it never waits for ever. */
export const job = defineEventJob({
  name: 'approvals/keep-seats-filled',
  lane: 'ordinary',
  on: [memberChanged],
  async run(ctx, event) {
    const memberId = event.objectId
    if (event.payload.active || !memberId) return
    const held = await ctx.db
      .selectFrom('approval_seats as s')
      .innerJoin('approvals as a', (join) =>
        join.onRef('a.org_id', '=', 's.org_id').onRef('a.id', '=', 's.approval_id'),
      )
      .select('a.id')
      .distinct()
      .where('s.org_id', '=', ctx.orgId)
      .where('s.member_id', '=', memberId)
      .where('a.state', '=', 'pending')
      .orderBy('a.id')
      .execute()
    for (const { id } of held) {
      await inTransaction(ctx, async (tx) => {
        const row = await lockApproval(tx, id)
        if (row.state !== 'pending') return
        await tx.db
          .deleteFrom('approval_seats')
          .where('org_id', '=', tx.orgId)
          .where('approval_id', '=', id)
          .where('member_id', '=', memberId)
          .where('stage', '>=', row.stage)
          .execute()
        const left = await tx.db
          .selectFrom('approval_seats')
          .select(['stage', 'member_id'])
          .where('org_id', '=', tx.orgId)
          .where('approval_id', '=', id)
          .execute()
        const empty = (await seatsOf(tx, row.plan, row.author_id)).filter(
          (seat) => seat.stage >= row.stage && !left.some((one) => one.stage === seat.stage),
        )
        if (empty.length === 0) return
        await tx.db
          .insertInto('approval_seats')
          .values(
            empty.map((seat) => ({
              org_id: tx.orgId,
              approval_id: id,
              stage: seat.stage,
              member_id: seat.memberId,
              delegated_from: null,
            })),
          )
          .onConflict((oc) => oc.doNothing())
          .execute()
        const asked = empty.filter((seat) => seat.stage === row.stage).map((seat) => seat.memberId)
        if (asked.length > 0)
          emit(tx, approvalRequested, row.object_id, { ...facts(row), stage: row.stage, memberIds: asked })
      })
    }
  },
})
