import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { requireScope } from '#kernel/ctx.ts'
import { getContactRow, toContactViews } from './queries.ts'
import type { ContactView } from './schema.ts'

export async function getContact(ctx: Ctx, input: { contactId: string }): Promise<ContactView> {
  requireScope(ctx, 'inbox:read')
  const [view] = await toContactViews(ctx, [await getContactRow(ctx, input.contactId)])
  return must(view, 'view of the contact')
}
