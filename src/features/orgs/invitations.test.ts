import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ctx } from '#kernel/app.ts'
import { linkIn, openMailbox } from '#test/kit/mailbox.ts'
import type { Mailbox } from '#test/kit/mailbox.ts'
import { addMember, makeTeam } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { acceptInvitation, inviteMember, listInvitations, listMembers, lookupInvitation } from './index.ts'
import { job } from './jobs/mail-invitation.ts'
import { removeMember } from './remove-member.ts'
import { revokeInvitation } from './revoke-invitation.ts'

let desk: TestApp
let ctx: Ctx
let orgId: string
beforeAll(async () => {
  desk = await makeTestApp()
})
afterAll(() => desk.close())
beforeEach(async () => {
  ;({ ctx, orgId } = await makeTeam(desk))
})

const day = 24 * 60 * 60 * 1000
const answers = { name: 'Nia', password: 'correct horse' }
let guests = 0

async function invite(on = ctx): Promise<{ email: string; token: string; id: string }> {
  const email = `guest${++guests}@example.com`
  const { id, link, mailed } = await inviteMember(on, { email, role: 'agent' })
  expect(mailed).toBe(false)
  return { id, email, token: new URL(link ?? '').searchParams.get('token') ?? '' }
}

describe('an invitation', () => {
  test('makes a new person an account and a member, signed in', async () => {
    const { email, token } = await invite()
    expect(await lookupInvitation(desk.app, token)).toMatchObject({
      org: { name: 'Acme' },
      email,
      role: 'agent',
      isNew: true,
    })
    const entered = await acceptInvitation(desk.app, { token, ...answers }, undefined)
    expect(entered.orgId).toBe(orgId)
    const cookie = entered.cookies.map((line) => line.split(';')[0]).join('; ')
    expect(await desk.app.auth.session(new Headers({ cookie }))).toMatchObject({ email, name: 'Nia' })
    expect((await listMembers(ctx)).find((one) => one.email === email)).toMatchObject({
      name: 'Nia',
      role: 'agent',
    })
    expect(await listInvitations(ctx)).toEqual([])
    await desk.app.dispatcher.drain()
    const rows = await desk.sql`select type from events where org_id = ${orgId} order by pos`
    expect(rows.map((row) => row['type'])).toEqual(['member.joined', 'member.invited', 'member.joined'])
  })

  test('works once, also for two at the same moment', async () => {
    const { token } = await invite()
    const tries = await Promise.allSettled(
      [1, 2].map(() => acceptInvitation(desk.app, { token, ...answers }, undefined)),
    )
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    await expect(acceptInvitation(desk.app, { token, ...answers }, undefined)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await listMembers(ctx)).toHaveLength(2)
  })

  test('ends after seven days', async () => {
    const { token } = await invite()
    desk.clock.advance(7 * day - 1000)
    await lookupInvitation(desk.app, token)
    desk.clock.advance(2000)
    await expect(lookupInvitation(desk.app, token)).rejects.toMatchObject({ code: 'not_found' })
    await expect(acceptInvitation(desk.app, { token, ...answers }, undefined)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await listInvitations(ctx)).toMatchObject([{ expired: true }])
  })

  test('that was taken back, or followed by a newer one, is dead', async () => {
    const first = await invite()
    await revokeInvitation(ctx, first.id)
    await expect(lookupInvitation(desk.app, first.token)).rejects.toMatchObject({ code: 'not_found' })
    const second = await invite()
    await inviteMember(ctx, { email: second.email, role: 'viewer' })
    await expect(lookupInvitation(desk.app, second.token)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listInvitations(ctx)).toHaveLength(1)
  })

  test('a made-up token is none', async () => {
    await expect(lookupInvitation(desk.app, 'x'.repeat(43))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('for somebody with an account needs them to be signed in: the link alone is not enough', async () => {
    const other = await makeTeam(desk, 'Other')
    const { link } = await inviteMember(ctx, { email: other.owner.email, role: 'viewer' })
    const token = new URL(link ?? '').searchParams.get('token') ?? ''
    expect((await lookupInvitation(desk.app, token)).isNew).toBe(false)
    const stranger = await desk.app.auth.createUser({ email: `s${token.slice(0, 5)}@example.com`, name: 'S' })
    await expect(acceptInvitation(desk.app, { token, ...answers }, undefined)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(acceptInvitation(desk.app, { token }, stranger)).rejects.toMatchObject({
      code: 'precondition',
    })
    await acceptInvitation(desk.app, { token }, other.owner)
    expect((await listMembers(ctx)).find((one) => one.email === other.owner.email)?.role).toBe('viewer')
  })

  test('brings a removed member back as the same member', async () => {
    const { member } = await addMember(desk, orgId, 'manager')
    await expect(inviteMember(ctx, { email: member.email, role: 'agent' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await removeMember(ctx, member.memberId)
    const { link } = await inviteMember(ctx, { email: member.email, role: 'agent' })
    await acceptInvitation(desk.app, { token: new URL(link ?? '').searchParams.get('token') ?? '' }, member)
    const back = (await listMembers(ctx)).find((one) => one.id === member.memberId)
    expect(back).toMatchObject({ role: 'agent', active: true })
  })
})

describe('by mail', () => {
  let mailbox: Mailbox
  let mailing: TestApp
  beforeAll(async () => {
    mailbox = await openMailbox()
    mailing = await makeTestApp({ env: { SMTP_URL: mailbox.url } })
  })
  afterAll(async () => {
    await mailing.close()
    await mailbox.close()
  })

  const queuedPayloads = () =>
    mailing.sql.begin(async (sql) => {
      await sql`set local role parley_worker`
      const rows = await sql`select payload from graphile_worker._private_jobs`
      return rows.map((row) => row['payload'] as unknown)
    })

  const run = { id: '1', attempt: 1, signal: new AbortController().signal }

  test('the answer holds no link; the mailed one works; the queue holds no token', async () => {
    const team = await makeTeam(mailing, 'Acme\n\nhttps://evil.example')
    const invited = await inviteMember(team.ctx, { email: 'mailed@example.com', role: 'agent' })
    expect(invited).toMatchObject({ mailed: true })
    expect(invited).not.toHaveProperty('link')
    await mailing.app.dispatcher.drain()
    expect(await queuedPayloads()).toEqual([{ orgId: team.orgId, data: { invitationId: invited.id } }])
    await job.run(team.ctx, { invitationId: invited.id }, run)
    const mail = await mailbox.mailTo('mailed@example.com')
    const link = linkIn(mail.slice(mail.indexOf('Join here')))
    expect(link.pathname).toBe('/invitation')
    expect(mail).not.toMatch(/^https:\/\/evil/m)
    const token = link.searchParams.get('token') ?? ''
    await acceptInvitation(mailing.app, { token, ...answers }, undefined)
    const rows =
      await mailing.sql`select "emailVerified" as verified from auth."user" where email = 'mailed@example.com'`
    expect(rows[0]?.['verified']).toBe(true)
    await job.run(team.ctx, { invitationId: invited.id }, run)
    expect(mailbox.countTo('mailed@example.com')).toBe(1)
  })
})
