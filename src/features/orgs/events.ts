import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

const role = z.string()

export const memberInvited = defineEvent({
  type: 'member.invited',
  payload: z.object({ email: z.string(), role }),
  stream: 'members:read',
})

export const memberJoined = defineEvent({
  type: 'member.joined',
  payload: z.object({ name: z.string(), role }),
  stream: 'members:read',
})

/** Role, name or preferences changed, or the member was removed (`active` false). */
export const memberChanged = defineEvent({
  type: 'member.changed',
  payload: z.object({ name: z.string(), role, active: z.boolean() }),
  stream: 'members:read',
})

export const invitationRevoked = defineEvent({
  type: 'member.invitation-revoked',
  payload: z.object({ email: z.string() }),
  stream: 'members:read',
})

export const orgChanged = defineEvent({
  type: 'org.changed',
  payload: z.object({ name: z.string(), timezone: z.string() }),
  stream: 'org:read',
})

export const apiKeyCreated = defineEvent({
  type: 'api-key.created',
  payload: z.object({ name: z.string(), prefix: z.string() }),
  stream: 'api-keys:write',
})

export const apiKeyRevoked = defineEvent({
  type: 'api-key.revoked',
  payload: z.object({ name: z.string(), prefix: z.string() }),
  stream: 'api-keys:write',
})
