import { z } from 'zod'

const instant = z.iso.datetime()

/** One account of a person at one of our channels. */
export const identityView = z.object({
  id: z.uuid(),
  channel: z.object({ id: z.uuid(), name: z.string(), connector: z.string() }),
  externalId: z.string(),
  username: z.string().nullable(),
  locale: z.string().nullable(),
  /** The host page proved who it is. */
  verified: z.boolean(),
  /** They do not want to hear from us, or the platform says that they cannot. */
  blocked: z.boolean(),
  createdAt: instant,
})
export type IdentityView = z.infer<typeof identityView>

export const contactView = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  note: z.string().nullable(),
  /** What platforms and people noted, e.g. `{ page: 'https://…', plan: 'gold' }`. */
  facts: z.record(z.string(), z.string()),
  avatarMediaId: z.uuid().nullable(),
  identities: z.array(identityView),
  version: z.number().int(),
  createdAt: instant,
  lastSeenAt: instant.nullable(),
})
export type ContactView = z.infer<typeof contactView>

export const listContactsQuery = z.object({
  /** Part of a name, or of a name on a platform. */
  q: z.string().trim().max(100).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type ListContacts = z.input<typeof listContactsQuery>

const emptyIsNone = <T extends z.ZodType<string>>(field: T) =>
  z.union([z.literal('').transform(() => null), z.null(), field])

export const updateContactBody = z.object({
  /** The version that was seen; a newer one refuses with `conflict`. Absent: the last write wins. */
  version: z.number().int().optional(),
  name: z.string().trim().min(1, 'A contact needs a name.').max(120).optional(),
  email: emptyIsNone(z.email('This is not an email address.').max(254)).optional(),
  phone: emptyIsNone(
    z
      .string()
      .trim()
      .regex(/^\+?[\d ()./-]{3,40}$/, 'This is not a phone number.'),
  ).optional(),
  note: emptyIsNone(z.string().trim().max(5_000)).optional(),
  /** Merged into what stands there; null takes one away. */
  facts: z.record(z.string().trim().min(1).max(60), z.string().trim().max(500).nullable()).optional(),
})
export const updateContactInput = updateContactBody.extend({ contactId: z.uuid() })
export type UpdateContact = z.input<typeof updateContactInput>
