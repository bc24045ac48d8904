import { roleScopes, roles } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Plan, Stage } from './schema.ts'

interface Person {
  id: string
  role: string
}

export interface Seat {
  stage: number
  memberId: string
}

const deciders = roles.filter((role) => roleScopes[role].includes('approvals:decide'))
const lastResort = ['owner', 'admin']

/**
 * Who may decide at each stage. The author has no seat where their own approval does not count. A stage that
 * nobody could fill goes to owners and admins; in a team of one, to that one: nothing waits for ever.
 */
export async function seatsOf(tx: Ctx, plan: Plan, authorId: string | null): Promise<Seat[]> {
  const people = await activeMembers(tx)
  return plan.stages.flatMap((stage, index) =>
    peopleOf(stage, people, plan.selfApproval ? null : authorId).map((memberId) => ({
      stage: index,
      memberId,
    })),
  )
}

export async function activeMembers(ctx: Ctx): Promise<Person[]> {
  return ctx.db
    .selectFrom('members')
    .select(['id', 'role'])
    .where('org_id', '=', ctx.orgId)
    .where('active', '=', true)
    .execute()
}

function peopleOf(stage: Stage, people: readonly Person[], without: string | null): string[] {
  const named = stage.memberIds.length > 0 || stage.roles.length > 0
  const wanted = people.filter((person) =>
    named
      ? stage.memberIds.includes(person.id) || stage.roles.some((role) => role === person.role)
      : deciders.some((role) => role === person.role),
  )
  const owners = people.filter((person) => lastResort.includes(person.role))
  const others = (some: readonly Person[]) => some.filter((person) => person.id !== without)
  for (const some of [others(wanted), others(owners), owners]) {
    if (some.length > 0) return some.map((person) => person.id)
  }
  return []
}

/** How many approvals a stage needs of its seats. */
export function needOf(stage: Stage, seats: number): number {
  if (stage.rule === 'any') return 1
  return stage.rule === 'all' ? Math.max(1, seats) : Math.max(1, Math.min(stage.need, seats))
}
