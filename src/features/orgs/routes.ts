import { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { ok } from '#contracts/http.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { acceptInvitation, lookupInvitation } from './accept-invitation.ts'
import { changeRole } from './change-role.ts'
import { createApiKey } from './create-api-key.ts'
import { inviteMember } from './invite-member.ts'
import { listApiKeys } from './list-api-keys.ts'
import { listAudit } from './list-audit.ts'
import { listInvitations } from './list-invitations.ts'
import { listMembers } from './list-members.ts'
import { currentMember, memberIn, withoutOrg } from './me.ts'
import { enterOrg } from './org-cookie.ts'
import { getOrg } from './queries.ts'
import { register } from './register.ts'
import { removeMember } from './remove-member.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import * as route from './route-specs.ts'
import { switchOrg } from './switch-org.ts'
import { updateOrg } from './update-org.ts'
import { updateProfile } from './update-profile.ts'

const signedOut = () => new AppError('unauthenticated', 'Please sign in.')

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(route.currentMe, async (c) => {
    if (c.get('ctx')) return ok(c, await currentMember(c.get('ctx')))
    const session = await c.get('app').auth.session(c.req.raw.headers)
    if (!session) throw signedOut()
    return ok(c, withoutOrg(session))
  })
  .openapi(route.updateMe, async (c) => {
    if (!c.get('ctx')) throw signedOut()
    await updateProfile(c.get('ctx'), c.req.valid('json'))
    return ok(c, await currentMember(c.get('ctx')))
  })
  .openapi(route.switchTo, async (c) => {
    const app = c.get('app')
    const session = await app.auth.session(c.req.raw.headers)
    if (!session) throw signedOut()
    const { orgId } = c.req.valid('json')
    await switchOrg(app, session, orgId)
    enterOrg(c, orgId)
    return ok(c, await memberIn(app, session.userId, orgId))
  })
  .openapi(route.registerOrg, async (c) => {
    const { cookies, userId, orgId } = await register(c.get('app'), c.req.valid('json'), c.get('address'))
    for (const line of cookies) c.header('set-cookie', line, { append: true })
    enterOrg(c, orgId)
    return ok(c, await memberIn(c.get('app'), userId, orgId))
  })
  .openapi(route.getSettings, async (c) => {
    requireScope(c.get('ctx'), 'org:read')
    return ok(c, await getOrg(c.get('ctx')))
  })
  .openapi(route.changeSettings, async (c) => ok(c, await updateOrg(c.get('ctx'), c.req.valid('json'))))
  .openapi(route.getMembers, async (c) => {
    const removed = c.req.valid('query').removed === 'true'
    return ok(c, await listMembers(c.get('ctx'), { removed }))
  })
  .openapi(route.changeMember, async (c) => {
    await changeRole(c.get('ctx'), c.req.valid('param').id, c.req.valid('json').role)
    return ok(c, null)
  })
  .openapi(route.deleteMember, async (c) => {
    await removeMember(c.get('ctx'), c.req.valid('param').id)
    return ok(c, null)
  })
  .openapi(route.lookup, async (c) => ok(c, await lookupInvitation(c.get('app'), c.req.valid('query').token)))
  .openapi(route.accept, async (c) => {
    const app = c.get('app')
    const session = await app.auth.session(c.req.raw.headers)
    const { cookies, userId, orgId } = await acceptInvitation(app, c.req.valid('json'), session)
    for (const line of cookies) c.header('set-cookie', line, { append: true })
    enterOrg(c, orgId)
    return ok(c, await memberIn(app, userId, orgId))
  })
  .openapi(route.getInvitations, async (c) => ok(c, await listInvitations(c.get('ctx'))))
  .openapi(route.invite, async (c) => {
    const invited = await inviteMember(c.get('ctx'), c.req.valid('json'))
    c.header('cache-control', 'no-store')
    return ok(c, invited)
  })
  .openapi(route.deleteInvitation, async (c) => {
    await revokeInvitation(c.get('ctx'), c.req.valid('param').id)
    return ok(c, null)
  })
  .openapi(route.getApiKeys, async (c) => ok(c, await listApiKeys(c.get('ctx'))))
  .openapi(route.newApiKey, async (c) => {
    const made = await createApiKey(c.get('ctx'), c.req.valid('json'))
    c.header('cache-control', 'no-store')
    return ok(c, made)
  })
  .openapi(route.deleteApiKey, async (c) => {
    await revokeApiKey(c.get('ctx'), c.req.valid('param').id)
    return ok(c, null)
  })
  .openapi(route.getAudit, async (c) => {
    const { entries, cursor } = await listAudit(c.get('ctx'), c.req.valid('query'))
    return ok(c, entries, cursor)
  })

export type Routes = typeof routes
