import type { Ctx } from '#kernel/app.ts'
import { closest } from '#kernel/closest.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { foldForMatch } from '#kernel/text.ts'
import { listMembers } from './list-members.ts'
import type { Member } from './schema.ts'

/** The one member that somebody means: `me`, an address, a name, its beginning, or that with a typo. */
export async function findMember(ctx: Ctx, said: string): Promise<Member> {
  const word = foldForMatch(said.replace(/^@/, ''))
  const members = await listMembers(ctx)
  if (word === 'me') return only(members.filter((one) => one.id === ctx.memberId)) ?? refuse(said, members)
  const exact = members.filter((one) => [one.email, one.name].some((name) => foldForMatch(name) === word))
  const byPart = members.filter((one) => namesOf(one).includes(word))
  const begun = word === '' ? [] : members.filter((one) => namesOf(one).some((name) => name.startsWith(word)))
  for (const found of [exact, byPart, begun, closest(word, members, namesOf)]) {
    if (found.length > 1) throw several(found)
    const one = only(found)
    if (one) return one
  }
  return refuse(said, members)
}

function namesOf(member: Member): string[] {
  const name = foldForMatch(member.name)
  return [name, ...name.split(' ')]
}

const only = (members: readonly Member[]) => (members.length === 1 ? members[0] : undefined)

const several = (members: readonly Member[]) =>
  invalid(
    `That may be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(members.map(nameAndAddress))}. Write more of the name, or the address.`,
  )

const nameAndAddress = (member: Member) => `${member.name} (${member.email})`

function refuse(said: string, members: readonly Member[]): never {
  if (members.length === 0 || members.length > 12) throw notFound(`member, ${said}`)
  const names = members.map((one) => one.name).join(', ')
  throw invalid(`Nobody in the team is called ${said}. There are: ${names}.`)
}
