import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { approvalPolicyChanged } from './events.ts'
import { matchPolicy } from './match-policy.ts'
import { policySentence } from './policy-sentence.ts'
import { json } from './queries.ts'
import { policyDefinition, savePolicyInput } from './schema.ts'
import type { PolicyDefinition, PolicyView, SavePolicy } from './schema.ts'
import { activeMembers, seatsOf } from './seats.ts'
import type { ApprovalPolicyTable } from './tables.ts'

const maxPolicies = 100

/** Policies in their order: the first one that is about a post decides. */
export async function listPolicies(ctx: Ctx): Promise<PolicyView[]> {
  requireScope(ctx, 'posts:read')
  const [rows, names] = await Promise.all([
    ctx.db
      .selectFrom('approval_policies')
      .selectAll()
      .where('org_id', '=', ctx.orgId)
      .where('deleted_at', 'is', null)
      .orderBy('position')
      .orderBy('id')
      .execute(),
    memberNames(ctx),
  ])
  return rows.map((row) => toView(row, names))
}

/** Makes or changes a policy. What is under way keeps the one that it began with. */
export async function savePolicy(ctx: Ctx, input: SavePolicy): Promise<PolicyView> {
  requireScope(ctx, 'policies:write')
  const wish = savePolicyInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    await checkPeople(tx, wish.definition)
    const id = wish.id ? await change(tx, wish.id, wish) : await add(tx, wish)
    await audit(tx, {
      verb: wish.id ? 'approval-policy.change' : 'approval-policy.create',
      objectType: 'approval_policy',
      objectId: id,
      summary: `${wish.id ? 'changed' : 'made'} the approval policy ${wish.name}`,
      details: { definition: wish.definition, enabled: wish.enabled },
    })
    emit(tx, approvalPolicyChanged, id, { policyId: id, name: wish.name })
    return getPolicy(tx, id)
  })
}

async function add(tx: Ctx, wish: { name: string; enabled: boolean; definition: PolicyDefinition }) {
  const last = await tx.db
    .selectFrom('approval_policies')
    .select((eb) => [eb.fn.max('position').as('position'), eb.fn.countAll<string>().as('count')])
    .where('org_id', '=', tx.orgId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(last.count) >= maxPolicies) throw invalid(`At most ${maxPolicies} policies. Delete one first.`)
  const id = newId()
  await tx.db
    .insertInto('approval_policies')
    .values({
      org_id: tx.orgId,
      id,
      name: wish.name,
      position: (last.position ?? 0) + 1,
      enabled: wish.enabled,
      definition: json(wish.definition),
      deleted_at: null,
    })
    .execute()
  return id
}

async function change(
  tx: Ctx,
  id: string,
  wish: { name: string; enabled: boolean; definition: PolicyDefinition; version?: number | undefined },
) {
  const known = await getPolicy(tx, id)
  if (wish.version !== undefined && wish.version !== known.version)
    throw conflict('Somebody changed this policy meanwhile. Look at it again, then save.')
  await tx.db
    .updateTable('approval_policies')
    .set((eb) => ({
      name: wish.name,
      enabled: wish.enabled,
      definition: json(wish.definition),
      version: eb('version', '+', 1),
      updated_at: tx.clock.now(),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .execute()
  return id
}

export async function deletePolicy(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'policies:write')
  await inTransaction(ctx, async (tx) => {
    const { name } = await getPolicy(tx, id)
    await tx.db
      .updateTable('approval_policies')
      .set({ deleted_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .execute()
    await audit(tx, {
      verb: 'approval-policy.delete',
      objectType: 'approval_policy',
      objectId: id,
      summary: `deleted the approval policy ${name}`,
    })
    emit(tx, approvalPolicyChanged, id, { policyId: id, name })
  })
}

/** All ids, first to last. */
export async function reorderPolicies(ctx: Ctx, ids: readonly string[]): Promise<PolicyView[]> {
  requireScope(ctx, 'policies:write')
  return inTransaction(ctx, async (tx) => {
    const known = await listPolicies(tx)
    if (known.length !== ids.length || known.some((policy) => !ids.includes(policy.id)))
      throw conflict('The policies changed meanwhile. Look at them again, then order them.')
    for (const [position, id] of ids.entries()) {
      await tx.db
        .updateTable('approval_policies')
        .set({ position })
        .where('org_id', '=', tx.orgId)
        .where('id', '=', id)
        .execute()
    }
    await audit(tx, {
      verb: 'approval-policy.order',
      objectType: 'approval_policy',
      summary: 'changed the order of the approval policies',
    })
    return listPolicies(tx)
  })
}

/** Which policy would decide about such a post, and who would be asked. Nothing is written. */
export async function testPolicy(
  ctx: Ctx,
  object: { type: string; channelIds: string[]; labels: string[]; authorId?: string | undefined },
): Promise<{ policy: string | null; stages: Array<{ name: string; people: string[] }> }> {
  requireScope(ctx, 'posts:read')
  const policy = await matchPolicy(ctx, object)
  if (!policy) return { policy: null, stages: [] }
  const names = await memberNames(ctx)
  const seats = await seatsOf(ctx, policy.definition, object.authorId ?? ctx.memberId ?? null)
  return {
    policy: policy.name,
    stages: policy.definition.stages.map((stage, index) => ({
      name: stage.name,
      people: seats.filter((seat) => seat.stage === index).map((seat) => names.get(seat.memberId) ?? '?'),
    })),
  }
}

async function getPolicy(ctx: Ctx, id: string): Promise<PolicyView> {
  const row = await ctx.db
    .selectFrom('approval_policies')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound('approval policy')
  return toView(row, await memberNames(ctx))
}

async function checkPeople(tx: Ctx, definition: PolicyDefinition): Promise<void> {
  const active = new Set((await activeMembers(tx)).map((member) => member.id))
  const named = [...definition.stages.flatMap((stage) => stage.memberIds), ...definition.escalateTo]
  if (named.some((id) => !active.has(id)))
    throw invalid('Somebody named here is not in the team any more. Choose another approver.')
}

async function memberNames(ctx: Ctx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

function toView(row: Selectable<ApprovalPolicyTable>, names: ReadonlyMap<string, string>): PolicyView {
  const definition = policyDefinition.parse(row.definition)
  const { id, name, position, enabled, version } = row
  return { id, name, position, enabled, version, definition, sentence: policySentence(definition, names) }
}
