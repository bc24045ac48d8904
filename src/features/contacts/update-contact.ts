import { json } from '#features/orgs/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, invalid, notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText } from '#kernel/text.ts'
import { contactChanged } from './events.ts'
import { contactViewOf } from './queries.ts'
import type { ContactRow } from './queries.ts'
import { updateContactInput } from './schema.ts'
import type { ContactView, UpdateContact } from './schema.ts'
import type { z } from 'zod'

type Wish = z.output<typeof updateContactInput>
type Facts = Pick<ContactRow, 'name' | 'email' | 'phone' | 'note' | 'facts'>

const fields = ['name', 'email', 'phone', 'note', 'facts'] as const
const maxFacts = 100

export async function updateContact(ctx: Ctx, input: UpdateContact): Promise<ContactView> {
  requireScope(ctx, 'contacts:write')
  const wish = updateContactInput.parse(input)
  await inTransaction(ctx, async (tx) => {
    const row = await lockContact(tx, wish.contactId)
    if (wish.version !== undefined && wish.version !== row.version) {
      throw conflict('Somebody else changed this contact meanwhile. Look at it again, then make your change.')
    }
    const after = applyWish(row, wish)
    const changed = fields.filter((field) => JSON.stringify(after[field]) !== JSON.stringify(row[field]))
    if (changed.length === 0) return
    await write(tx, row, after, changed)
  })
  return contactViewOf(ctx, wish.contactId)
}

async function lockContact(tx: Ctx, id: string): Promise<ContactRow> {
  const row = await tx.db
    .selectFrom('contacts')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('contact')
  return row
}

function applyWish(row: ContactRow, wish: Wish): Facts {
  const clean = (text: string | null) => (text === null ? null : cleanText(text))
  return {
    name: wish.name === undefined ? row.name : cleanText(wish.name),
    email: wish.email === undefined ? row.email : clean(wish.email),
    phone: wish.phone === undefined ? row.phone : clean(wish.phone),
    note: wish.note === undefined ? row.note : clean(wish.note),
    facts: wish.facts === undefined ? row.facts : mergeFacts(row.facts, wish.facts),
  }
}

function mergeFacts(
  known: Record<string, string>,
  wish: Record<string, string | null>,
): Record<string, string> {
  const facts = new Map(Object.entries(known))
  for (const [name, value] of Object.entries(wish)) {
    if (value === null) facts.delete(cleanText(name))
    else facts.set(cleanText(name), cleanText(value))
  }
  if (facts.size > maxFacts) throw invalid(`A contact holds at most ${maxFacts} facts. Remove some first.`)
  return Object.fromEntries(facts)
}

async function write(tx: Ctx, row: ContactRow, after: Facts, changed: string[]): Promise<void> {
  const version = row.version + 1
  await tx.db
    .updateTable('contacts')
    .set({ ...after, facts: json(after.facts), version })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', row.id)
    .execute()
  await audit(tx, {
    verb: 'contact.update',
    objectType: 'contact',
    objectId: row.id,
    summary: `changed ${changed.join(', ')} of ${after.name}`,
    details: { changed },
  })
  emit(tx, contactChanged, row.id, { contactId: row.id, name: after.name, version, changed })
}
