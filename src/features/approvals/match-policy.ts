import type { Ctx } from '#kernel/app.ts'
import { policyDefinition } from './schema.ts'
import type { ApprovalObject, PolicyDefinition } from './schema.ts'

export interface MatchedPolicy {
  id: string
  name: string
  definition: PolicyDefinition
}

/** The first policy in order that is about this object; undefined: it needs no approval. */
export async function matchPolicy(
  ctx: Ctx,
  object: Pick<ApprovalObject, 'type' | 'channelIds' | 'labels'>,
): Promise<MatchedPolicy | undefined> {
  const rows = await ctx.db
    .selectFrom('approval_policies')
    .select(['id', 'name', 'definition'])
    .where('org_id', '=', ctx.orgId)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const policies = rows.map((row) => ({ ...row, definition: policyDefinition.parse(row.definition) }))
  return policies.find(({ definition }) => isAbout(definition, object))
}

function isAbout(
  policy: PolicyDefinition,
  object: Pick<ApprovalObject, 'type' | 'channelIds' | 'labels'>,
): boolean {
  const some = (wanted: readonly string[], have: readonly string[]) =>
    wanted.length === 0 || wanted.some((one) => have.includes(one))
  return (
    policy.types.includes(object.type) &&
    some(policy.channelIds, object.channelIds) &&
    some(policy.labels, object.labels)
  )
}
