import type { ExpressionBuilder } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Database } from '#kernel/db.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { toDecisionView, toView } from './progress.ts'
import type { ApprovalState, ApprovalView, DecisionView } from './schema.ts'

export interface ApprovalPage {
  items: ApprovalView[]
  cursor: string | null
}

/** Requests, newest first. `mine`: pending, at a stage where I have a seat and have not decided. */
export async function listApprovals(
  ctx: Ctx,
  query: {
    mine?: boolean | undefined
    type?: string | undefined
    state?: ApprovalState | 'decided' | undefined
    cursor?: string | undefined
    limit?: number
  } = {},
): Promise<ApprovalPage> {
  requireScope(ctx, 'posts:read')
  const limit = query.limit ?? 50
  const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.tuple([z.uuid()]))
  if (query.cursor !== undefined && !before)
    throw invalid('This cursor is not one of ours. Start from the first page.')
  let select = ctx.db
    .selectFrom('approvals as a')
    .selectAll('a')
    .where('a.org_id', '=', ctx.orgId)
    .where((is) => hasState(is, query.mine ? 'pending' : (query.state ?? 'pending')))
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
  if (query.mine) {
    const me = ctx.memberId ?? ''
    if (me === '') return { items: [], cursor: null }
    select = select
      .where((is) => is.exists(mySeat(is, me)))
      .where((is) => is.not(is.exists(myApproval(is, me))))
  }
  if (query.type) select = select.where('a.object_type', '=', query.type)
  if (before) select = select.where('a.id', '<', before[0])
  const rows = await select.execute()
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await Promise.all(shown.map((row) => toView(ctx, row))),
    cursor: rows.length > shown.length && last ? encodeCursor([last.id]) : null,
  }
}

type Eb = ExpressionBuilder<Database & { a: Database['approvals'] }, 'a'>

const hasState = (is: Eb, state: ApprovalState | 'decided') =>
  state === 'decided' ? is('a.state', '<>', 'pending') : is('a.state', '=', state)

const mySeat = (is: Eb, me: string) =>
  is
    .selectFrom('approval_seats as s')
    .select('s.member_id')
    .whereRef('s.org_id', '=', 'a.org_id')
    .whereRef('s.approval_id', '=', 'a.id')
    .whereRef('s.stage', '=', 'a.stage')
    .where('s.member_id', '=', me)

const myApproval = (is: Eb, me: string) =>
  is
    .selectFrom('approval_decisions as d')
    .select('d.id')
    .whereRef('d.org_id', '=', 'a.org_id')
    .whereRef('d.approval_id', '=', 'a.id')
    .whereRef('d.stage', '=', 'a.stage')
    .where('d.actor_key', '=', `member:${me}`)
    .where('d.decision', '=', 'approve')

const exportMost = 10_000

/** The record of decisions of a period, oldest first, at most ten thousand; `more` says that there are others. */
export async function exportDecisions(
  ctx: Ctx,
  query: { from: Date; to: Date; type?: string | undefined },
): Promise<{ items: DecisionView[]; more: boolean }> {
  requireScope(ctx, 'audit:read')
  let select = ctx.db
    .selectFrom('approval_decisions')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('at', '>=', query.from)
    .where('at', '<', query.to)
    .orderBy('id')
    .limit(exportMost + 1)
  if (query.type) select = select.where('object_type', '=', query.type)
  const rows = await select.execute()
  return { items: rows.slice(0, exportMost).map(toDecisionView), more: rows.length > exportMost }
}
