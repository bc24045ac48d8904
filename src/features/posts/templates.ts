import { sql } from 'kysely'
import type { Updateable } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict, isUniqueViolation, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText, foldForMatch } from '#kernel/text.ts'
import { cleanBody } from './clean-body.ts'
import { templatesChanged } from './events.ts'
import { json } from './queries.ts'
import { postBody } from './schema.ts'
import type { PostBody } from './schema.ts'
import type { TemplateTable } from './tables.ts'

export const saveTemplateInput = z.object({
  id: z.uuid().optional(),
  name: z.string().trim().min(1, 'Give the template a name.').max(100),
  category: z.string().trim().max(60).default(''),
  body: postBody,
})
export type SaveTemplate = z.input<typeof saveTemplateInput>

export const templateView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    category: z.string(),
    body: postBody,
    /** Names in double braces, to be filled in. */
    variables: z.array(z.string()),
    version: z.number().int(),
  })
  .meta({ id: 'PostTemplate' })
export type TemplateView = z.infer<typeof templateView>

const places = /\{\{\s*([\p{L}\p{N}_ -]{1,40}?)\s*\}\}/gu

/** What a text asks for: `{{product}}` → product. */
export function variablesOf(body: PostBody): string[] {
  const texts = [body.text, ...body.thread, body.firstComment ?? '', ...body.media.map((one) => one.alt)]
  return [...new Set(texts.flatMap((text) => [...text.matchAll(places)].map((match) => match[1] ?? '')))]
}

/** The body with what is given filled in; what is not given stays, to be seen and filled by hand. */
export function fillTemplate(body: PostBody, values: Record<string, string>): PostBody {
  const known = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
  const fill = (text: string) =>
    text.replace(places, (whole, name: string) => known.get(name.toLowerCase()) ?? whole)
  return {
    ...body,
    text: fill(body.text),
    thread: body.thread.map(fill),
    media: body.media.map((one) => ({ ...one, alt: fill(one.alt) })),
    ...(body.firstComment === undefined ? {} : { firstComment: fill(body.firstComment) }),
  }
}

export async function listTemplates(
  ctx: Ctx,
  query: { category?: string | undefined } = {},
): Promise<TemplateView[]> {
  requireScope(ctx, 'posts:read')
  const { category } = query
  const rows = await ctx.db
    .selectFrom('post_templates')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .$if(category !== undefined, (q) => q.where(sql`lower(category)`, '=', (category ?? '').toLowerCase()))
    .orderBy('category')
    .orderBy('name')
    .limit(500)
    .execute()
  return rows.map(({ id, name, category: of, content, version }) => ({
    id,
    name,
    category: of,
    body: content,
    variables: variablesOf(content),
    version,
  }))
}

/** By its name, however it is written. */
export async function findTemplate(ctx: Ctx, name: string): Promise<TemplateView | undefined> {
  const wanted = foldForMatch(name)
  return (await listTemplates(ctx)).find((one) => foldForMatch(one.name) === wanted)
}

/** Makes one, or changes the one with this id. */
export async function saveTemplate(ctx: Ctx, input: SaveTemplate): Promise<TemplateView> {
  requireScope(ctx, 'posts:write')
  const { id = newId(), name, category, body } = saveTemplateInput.parse(input)
  const isNew = input.id === undefined
  const row = { name: cleanText(name), category: cleanText(category), content: json(cleanBody(body)) }
  await named(() =>
    inTransaction(ctx, async (tx) => {
      if (isNew)
        await tx.db
          .insertInto('post_templates')
          .values({ org_id: tx.orgId, id, ...row })
          .execute()
      else await changed(tx, id, row)
      await told(tx, id, `${isNew ? 'made' : 'changed'} the template ${name}`)
    }),
  )
  const saved = (await listTemplates(ctx)).find((one) => one.id === id)
  if (!saved) throw notFound('template')
  return saved
}

async function changed(tx: Ctx, id: string, row: Updateable<TemplateTable>): Promise<void> {
  const { numUpdatedRows } = await tx.db
    .updateTable('post_templates')
    .set((eb) => ({ ...row, updated_at: tx.clock.now(), version: eb('version', '+', 1) }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notFound('template')
}

export async function deleteTemplate(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const gone = await tx.db
      .deleteFrom('post_templates')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst()
    if (!gone) throw notFound('template')
    await told(tx, id, `deleted the template ${gone.name}`)
  })
}

async function told(tx: Ctx, id: string, summary: string): Promise<void> {
  await audit(tx, { verb: 'post.template', objectType: 'post-template', objectId: id, summary })
  emit(tx, templatesChanged, id, { what: 'templates' })
}

/** Names are unique, however they are written. */
export async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('There is one of this name already. Choose another name.')
    throw error
  }
}
