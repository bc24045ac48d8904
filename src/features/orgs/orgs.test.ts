import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles, roleScopes } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { addMember, makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { changeRole } from './change-role.ts'
import { createApiKey } from './create-api-key.ts'
import * as kinds from './events.ts'
import { getOrg, inviteMember, listApiKeys, listAudit, listInvitations, listMembers } from './index.ts'
import { removeMember } from './remove-member.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { timezoneSchema } from './schema.ts'
import { updateOrg } from './update-org.ts'
import { updateProfile } from './update-profile.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp({
    found: { eventKinds: new Map(Object.values(kinds).map((kind) => [kind.type, kind])) },
  })
})
afterAll(() => desk.close())

const code = (name: string) => ({ code: name })
const roleOf = async (ctx: Ctx, id: string) => (await listMembers(ctx)).find((one) => one.id === id)?.role
const verbs = async (ctx: Ctx) => (await listAudit(ctx, { limit: 100 })).entries.map((entry) => entry.verb)

async function eventTypes(orgId: string): Promise<string[]> {
  await desk.app.dispatcher.drain()
  const rows = await desk.sql`select type from events where org_id = ${orgId} order by pos`
  return rows.map((row) => String(row['type']))
}

describe('every verb asks for its scope and sees only its organisation', () => {
  test('a viewer changes nothing', async () => {
    const { ctx, orgId, owner } = await makeTeam(desk)
    const viewer = await addMember(desk, orgId, 'viewer')
    const key = await createApiKey(ctx, { name: 'k', scopes: ['org:read'] })
    const invitation = await inviteMember(ctx, { email: 'new@example.com', role: 'agent' })
    const before = await verbs(ctx)
    const refused: Array<(on: Ctx) => Promise<unknown>> = [
      (on) => inviteMember(on, { email: 'x@example.com', role: 'viewer' }),
      (on) => listInvitations(on),
      (on) => revokeInvitation(on, invitation.id),
      (on) => changeRole(on, viewer.member.memberId, 'viewer'),
      (on) => removeMember(on, owner.memberId),
      (on) => updateOrg(on, { name: 'Mine' }),
      (on) => createApiKey(on, { name: 'x', scopes: ['org:read'] }),
      (on) => listApiKeys(on),
      (on) => revokeApiKey(on, key.id),
      (on) => listAudit(on, { limit: 10 }),
    ]
    for (const verb of refused) await expect(verb(viewer.ctx)).rejects.toMatchObject(code('forbidden'))
    expect(await verbs(ctx)).toEqual(before)
  })

  test('what belongs to another organisation is not found', async () => {
    const { ctx, owner, orgId } = await makeTeam(desk)
    const { member } = await addMember(desk, orgId, 'agent')
    const other = await makeTeam(desk, 'Other')
    const key = await createApiKey(ctx, { name: 'k', scopes: ['org:read'] })
    const invitation = await inviteMember(ctx, { email: 'new@example.com', role: 'agent' })
    const foreign = [
      () => revokeInvitation(other.ctx, invitation.id),
      () => changeRole(other.ctx, member.memberId, 'viewer'),
      () => removeMember(other.ctx, owner.memberId),
      () => revokeApiKey(other.ctx, key.id),
    ]
    for (const verb of foreign) await expect(verb()).rejects.toMatchObject(code('not_found'))
    expect((await listMembers(other.ctx)).map((one) => one.id)).toEqual([other.owner.memberId])
    expect(await listInvitations(other.ctx)).toEqual([])
    expect(await listApiKeys(other.ctx)).toEqual([])
    await updateOrg(other.ctx, { name: 'Changed' })
    expect((await getOrg(ctx)).name).toBe('Acme')
    expect((await getOrg(other.ctx)).name).toBe('Changed')
  })
})

describe('roles', () => {
  test('an admin changes roles up to their own, and never touches an owner', async () => {
    const { ctx, orgId, owner } = await makeTeam(desk)
    const admin = await addMember(desk, orgId, 'admin')
    const agent = await addMember(desk, orgId, 'agent')
    await changeRole(admin.ctx, agent.member.memberId, 'admin')
    expect(await roleOf(ctx, agent.member.memberId)).toBe('admin')
    const refused = [
      () => changeRole(admin.ctx, agent.member.memberId, 'owner'),
      () => changeRole(admin.ctx, admin.member.memberId, 'owner'),
      () => changeRole(admin.ctx, owner.memberId, 'viewer'),
      () => removeMember(admin.ctx, owner.memberId),
      () => inviteMember(admin.ctx, { email: 'boss@example.com', role: 'owner' }),
    ]
    for (const verb of refused) await expect(verb()).rejects.toMatchObject(code('forbidden'))
    expect(await roleOf(ctx, owner.memberId)).toBe('owner')
    expect(await verbs(ctx)).toEqual(['orgs.change-role', 'orgs.create'])
    expect(await eventTypes(orgId)).toEqual(['member.joined', 'member.changed'])
  })

  test('each role may do what the next lower one may', () => {
    const ranks = roles.map((role: Role) => new Set<string>(roleScopes[role]))
    for (const [index, lower] of ranks.slice(1).entries()) {
      expect([...lower].filter((scope) => !ranks[index]?.has(scope))).toEqual([])
    }
  })

  test('the last owner stays one', async () => {
    const { ctx, orgId, owner } = await makeTeam(desk)
    await expect(changeRole(ctx, owner.memberId, 'admin')).rejects.toMatchObject(code('precondition'))
    await expect(removeMember(ctx, owner.memberId)).rejects.toMatchObject(code('precondition'))
    const second = await addMember(desk, orgId, 'owner')
    await changeRole(ctx, owner.memberId, 'admin')
    await expect(removeMember(second.ctx, second.member.memberId)).rejects.toMatchObject(code('precondition'))
  })

  test('of two owners who leave at the same moment one stays', async () => {
    const { ctx: warm } = await makeTeam(desk)
    // Connections are open then, so that the two really meet.
    await Promise.all([1, 2, 3, 4].map(() => listMembers(warm)))
    for (let i = 0; i < 5; i++) {
      const { ctx, orgId, owner } = await makeTeam(desk)
      const second = await addMember(desk, orgId, 'owner')
      await Promise.allSettled([
        changeRole(ctx, second.member.memberId, 'viewer'),
        removeMember(second.ctx, owner.memberId),
      ])
      const rows = await desk.sql`select count(*)::int as n from members
        where org_id = ${orgId} and role = 'owner' and active`
      expect(rows[0]?.['n']).toBe(1)
    }
  })
})

describe('removing a member', () => {
  test('keeps the row, revokes keys, ends sessions, and the list leaves them out', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const { member, ctx: adminCtx } = await addMember(desk, orgId, 'admin')
    await createApiKey(adminCtx, { name: 'k', scopes: ['org:read'] })
    await desk.sql`insert into auth.session ("id", "expiresAt", "token", "updatedAt", "userId")
      values (${newId()}, now() + interval '1 day', ${newId()}, now(), ${member.userId})`
    await removeMember(ctx, member.memberId)
    expect(await roleOf(ctx, member.memberId)).toBeUndefined()
    const all = await listMembers(ctx, { removed: true })
    expect(all.find((one) => one.id === member.memberId)).toMatchObject({ active: false, name: member.name })
    expect(await listApiKeys(ctx)).toEqual([])
    expect(await desk.sql`select 1 from auth.session where "userId" = ${member.userId}`).toHaveLength(0)
    await expect(removeMember(ctx, member.memberId)).rejects.toMatchObject(code('not_found'))
    expect(await eventTypes(orgId)).toContain('member.changed')
  })

  test('leaves the sessions of somebody who is in another organisation too', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    const { member } = await addMember(desk, orgId, 'agent')
    const other = await makeTeam(desk, 'Other')
    await desk.sql`insert into members (org_id, id, user_id, name, email, role)
      values (${other.orgId}, ${newId()}, ${member.userId}, 'M', ${member.email}, 'agent')`
    await desk.sql`insert into auth.session ("id", "expiresAt", "token", "updatedAt", "userId")
      values (${newId()}, now() + interval '1 day', ${newId()}, now(), ${member.userId})`
    await removeMember(ctx, member.memberId)
    expect(await desk.sql`select 1 from auth.session where "userId" = ${member.userId}`).toHaveLength(1)
  })
})

describe('settings', () => {
  test('change one by one, with audit row and event', async () => {
    const { ctx, orgId } = await makeTeam(desk)
    expect((await getOrg(ctx)).settings).toEqual({ reopenDays: 7 })
    await Promise.all([
      updateOrg(ctx, { settings: { reopenDays: 3 } }),
      updateOrg(ctx, { timezone: 'Europe/Berlin' }),
      updateOrg(ctx, { name: 'Acme Ltd' }),
    ])
    expect(await getOrg(ctx)).toMatchObject({
      name: 'Acme Ltd',
      timezone: 'Europe/Berlin',
      settings: { reopenDays: 3 },
    })
    expect((await verbs(ctx)).filter((verb) => verb === 'orgs.update-org')).toHaveLength(3)
    expect(await eventTypes(orgId)).toContain('org.changed')
  })

  test.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Europe/Atlantis', false],
    ['+02:00', false],
    ['', false],
  ])('time zone %j: %j', (zone, good) => {
    expect(timezoneSchema.safeParse(zone).success).toBe(good)
  })

  test('a profile is one’s own; preferences are kept one by one', async () => {
    const { ctx, owner } = await makeTeam(desk)
    await updateProfile(ctx, { preferences: { theme: 'dark' } })
    await updateProfile(ctx, { name: 'New Name', preferences: { sound: false } })
    const rows = await desk.sql`select name, preferences from members where id = ${owner.memberId}`
    expect(rows[0]).toMatchObject({ name: 'New Name', preferences: { theme: 'dark', sound: false } })
    await expect(updateProfile({ ...ctx, memberId: undefined }, { name: 'X' })).rejects.toMatchObject(
      code('precondition'),
    )
  })
})

test('the audit log pages without a gap, newest first', async () => {
  const { ctx, orgId } = await makeTeam(desk)
  for (let i = 0; i < 6; i++) await updateOrg(ctx, { name: `Name ${i}` })
  const first = await listAudit(ctx, { limit: 3 })
  const second = await listAudit(ctx, { limit: 3, cursor: first.cursor ?? '' })
  const third = await listAudit(ctx, { limit: 3, cursor: second.cursor ?? '' })
  expect(third.cursor).toBeNull()
  const all = [first, second, third].flatMap((page) => page.entries)
  expect(all).toHaveLength(7)
  expect(new Set(all.map((entry) => entry.id)).size).toBe(7)
  expect(all[0]).toMatchObject({
    verb: 'orgs.update-org',
    details: { after: { name: 'Name 5' } },
    objectId: orgId,
  })
  await expect(listAudit(ctx, { limit: 3, cursor: 'nonsense' })).rejects.toMatchObject(code('invalid'))
})
