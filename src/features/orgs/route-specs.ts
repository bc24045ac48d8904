import { createRoute, z } from '@hono/zod-openapi'
import { answer, idParams, jsonBody, pageQuery } from '#contracts/http.ts'
import * as schema from './schema.ts'

const me = answer(schema.meSchema)
const done = answer(z.null())
const tags = ['Organisation']

export const currentMe = createRoute({
  method: 'get',
  path: '/me',
  tags,
  summary: 'Who is signed in, where, and what they may do',
  responses: me,
})

export const updateMe = createRoute({
  method: 'patch',
  path: '/me',
  tags,
  summary: 'Change your name in this organisation and your preferences',
  request: { body: jsonBody(schema.updateProfileSchema) },
  responses: me,
})

export const switchTo = createRoute({
  method: 'post',
  path: '/switch',
  tags,
  summary: 'Enter another organisation of yours, in this browser',
  request: { body: jsonBody(schema.switchOrgSchema) },
  responses: me,
})

export const registerOrg = createRoute({
  method: 'post',
  path: '/register',
  tags,
  summary: 'Make an account and an organisation of your own',
  security: [],
  request: { body: jsonBody(schema.registerSchema) },
  responses: me,
})

export const getSettings = createRoute({
  method: 'get',
  path: '/settings',
  tags,
  summary: 'The organisation and its settings',
  responses: answer(schema.orgSchema),
})

export const changeSettings = createRoute({
  method: 'patch',
  path: '/settings',
  tags,
  summary: 'Change the organisation and its settings',
  request: { body: jsonBody(schema.updateOrgSchema) },
  responses: answer(schema.orgSchema),
})

export const getMembers = createRoute({
  method: 'get',
  path: '/members',
  tags,
  summary: 'The team',
  request: { query: z.object({ removed: z.enum(['true', 'false']).optional() }) },
  responses: answer(z.array(schema.memberSchema)),
})

export const changeMember = createRoute({
  method: 'patch',
  path: '/members/{id}',
  tags,
  summary: "Change a member's role",
  request: { params: idParams, body: jsonBody(schema.changeRoleSchema) },
  responses: done,
})

export const deleteMember = createRoute({
  method: 'delete',
  path: '/members/{id}',
  tags,
  summary: 'Remove a member from the team',
  request: { params: idParams },
  responses: done,
})

export const lookup = createRoute({
  method: 'get',
  path: '/invitations/lookup',
  tags,
  summary: 'What an invitation is for',
  security: [],
  request: { query: schema.lookupInvitationSchema },
  responses: answer(schema.invitationLookupSchema),
})

export const accept = createRoute({
  method: 'post',
  path: '/invitations/accept',
  tags,
  summary: 'Accept an invitation; somebody new gives a name and a password',
  security: [],
  request: { body: jsonBody(schema.acceptInvitationSchema) },
  responses: me,
})

export const getInvitations = createRoute({
  method: 'get',
  path: '/invitations',
  tags,
  summary: 'Invitations that nobody has accepted yet',
  responses: answer(z.array(schema.invitationSchema)),
})

export const invite = createRoute({
  method: 'post',
  path: '/invitations',
  tags,
  summary: 'Invite somebody to the team',
  request: { body: jsonBody(schema.inviteMemberSchema) },
  responses: answer(schema.invitedSchema),
})

export const deleteInvitation = createRoute({
  method: 'delete',
  path: '/invitations/{id}',
  tags,
  summary: 'Take an invitation back',
  request: { params: idParams },
  responses: done,
})

export const getApiKeys = createRoute({
  method: 'get',
  path: '/api-keys',
  tags,
  summary: 'API keys, without the keys themselves',
  responses: answer(z.array(schema.apiKeySchema)),
})

export const newApiKey = createRoute({
  method: 'post',
  path: '/api-keys',
  tags,
  summary: 'Create an API key; the answer shows it this once',
  request: { body: jsonBody(schema.createApiKeySchema) },
  responses: answer(schema.newApiKeySchema),
})

export const deleteApiKey = createRoute({
  method: 'delete',
  path: '/api-keys/{id}',
  tags,
  summary: 'Revoke an API key',
  request: { params: idParams },
  responses: done,
})

export const getAudit = createRoute({
  method: 'get',
  path: '/audit',
  tags,
  summary: 'Who changed what, newest first',
  request: { query: pageQuery.extend({ objectId: z.uuid().optional() }) },
  responses: answer(z.array(schema.auditEntrySchema)),
})
