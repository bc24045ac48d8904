import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { contactViewOf } from './queries.ts'
import type { ContactView } from './schema.ts'

export async function getContact(ctx: Ctx, input: { contactId: string }): Promise<ContactView> {
  requireScope(ctx, 'inbox:read')
  return contactViewOf(ctx, input.contactId)
}
