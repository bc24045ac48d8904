import { z } from 'zod'

/** As in contracts/scopes.ts, weakest last. */
export const roleSchema = z.enum(['owner', 'admin', 'manager', 'agent', 'viewer'])

const name = z.string().trim().min(1, 'Please give a name.').max(80)
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('That does not look like an e-mail address.'))
const password = z
  .string()
  .min(8, 'A password needs at least 8 characters.')
  .max(128, 'That password is too long. 128 characters are the most.')
const time = z.iso.datetime()

/** A zone of the IANA database, not a fixed offset: offsets know no summer time. */
export const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, 'That is not a time zone. Write one like Europe/Berlin.')

function isTimezone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const orgSettingsSchema = z.object({
  /** A customer's new message reopens a conversation resolved at most this many days ago. */
  reopenDays: z.number().int().min(0).max(90).default(7),
})
export type OrgSettings = z.infer<typeof orgSettingsSchema>

export const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  sound: z.boolean().default(true),
  desktopNotifications: z.boolean().default(false),
})

export const orgSchema = z.object({
  id: z.string(),
  name: z.string(),
  timezone: z.string(),
  settings: orgSettingsSchema,
  isDemo: z.boolean(),
})

export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  active: z.boolean(),
  joinedAt: time,
})

export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: time,
  expiresAt: time,
  expired: z.boolean(),
})

export const invitedSchema = invitationSchema.extend({
  mailed: z.boolean(),
  /** Only where no mail is set up: hand it to the person yourself. */
  link: z.string().optional(),
})

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: time,
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
})

export const newApiKeySchema = apiKeySchema.extend({
  /** The whole key. It is shown this once. */
  key: z.string(),
})

export const meSchema = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  org: orgSchema.nullable(),
  memberId: z.string().nullable(),
  role: roleSchema.nullable(),
  scopes: z.array(z.string()),
  preferences: preferencesSchema,
  orgs: z.array(z.object({ id: z.string(), name: z.string(), role: roleSchema })),
  /** Position of the event log, for the live stream. */
  pos: z.string(),
})

export const auditEntrySchema = z.object({
  id: z.string(),
  at: time,
  actor: z.object({ kind: z.string(), id: z.string().optional(), name: z.string() }),
  verb: z.string(),
  objectType: z.string(),
  objectId: z.string().nullable(),
  summary: z.string(),
  details: z.record(z.string(), z.unknown()),
})

export const invitationLookupSchema = z.object({
  org: z.object({ name: z.string() }),
  email: z.string(),
  role: roleSchema,
  invitedBy: z.string().optional(),
  /** Nobody has an account with this address yet: a name and a password are needed. */
  isNew: z.boolean(),
})

const token = z.string().min(1).max(200)

export const registerSchema = z.object({ name, email: emailSchema, password, org: name })
export const newOrgSchema = z.object({ name, timezone: timezoneSchema.optional() })
export const switchOrgSchema = z.object({ orgId: z.uuid() })
export const inviteMemberSchema = z.object({ email: emailSchema, role: roleSchema })
export const lookupInvitationSchema = z.object({ token })
export const acceptInvitationSchema = z.object({
  token,
  name: name.optional(),
  password: password.optional(),
})
export const changeRoleSchema = z.object({ role: roleSchema })
export const updateOrgSchema = z.object({
  name: name.optional(),
  timezone: timezoneSchema.optional(),
  settings: z.object({ reopenDays: z.number().int().min(0).max(90).optional() }).optional(),
})
export const updateProfileSchema = z.object({
  name: name.optional(),
  preferences: z
    .object({
      theme: z.enum(['system', 'light', 'dark']).optional(),
      density: z.enum(['comfortable', 'compact']).optional(),
      sound: z.boolean().optional(),
      desktopNotifications: z.boolean().optional(),
    })
    .optional(),
})
export const createApiKeySchema = z.object({
  name,
  scopes: z.array(z.string().max(60)).min(1, 'Choose at least one thing that the key may do.').max(50),
  /** Unset: it works until it is revoked. */
  expiresAt: time.optional(),
})

export type Register = z.infer<typeof registerSchema>
export type NewOrg = z.infer<typeof newOrgSchema>
export type InviteMember = z.infer<typeof inviteMemberSchema>
export type AcceptInvitation = z.infer<typeof acceptInvitationSchema>
export type UpdateOrg = z.infer<typeof updateOrgSchema>
export type UpdateProfile = z.infer<typeof updateProfileSchema>
export type CreateApiKey = z.infer<typeof createApiKeySchema>
export type Me = z.infer<typeof meSchema>
export type Org = z.infer<typeof orgSchema>
export type Member = z.infer<typeof memberSchema>
export type Invitation = z.infer<typeof invitationSchema>
export type Invited = z.infer<typeof invitedSchema>
export type ApiKey = z.infer<typeof apiKeySchema>
export type NewApiKey = z.infer<typeof newApiKeySchema>
export type AuditEntry = z.infer<typeof auditEntrySchema>
export type InvitationLookup = z.infer<typeof invitationLookupSchema>
