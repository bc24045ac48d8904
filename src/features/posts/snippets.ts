import { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText, foldForMatch } from '#kernel/text.ts'
import { templatesChanged } from './events.ts'
import { json } from './queries.ts'
import { named } from './templates.ts'

export const snippetKinds = ['hashtags', 'signature'] as const

export const saveSnippetInput = z.object({
  id: z.uuid().optional(),
  kind: z.enum(snippetKinds),
  name: z.string().trim().min(1, 'Give it a name.').max(100),
  body: z.string().trim().min(1, 'Write something first.').max(5_000),
  /** Most hashtags per platform, e.g. `{ "x": 2 }`. */
  caps: z.record(z.string().max(40), z.number().int().min(0).max(100)).default({}),
})
export type SaveSnippet = z.input<typeof saveSnippetInput>

export const snippetView = z
  .object({
    id: z.uuid(),
    kind: z.enum(snippetKinds),
    name: z.string(),
    body: z.string(),
    caps: z.record(z.string(), z.number()),
    version: z.number().int(),
  })
  .meta({ id: 'TextSnippet' })
export type SnippetView = z.infer<typeof snippetView>

export async function listSnippets(
  ctx: Ctx,
  query: { kind?: SnippetView['kind'] | undefined } = {},
): Promise<SnippetView[]> {
  requireScope(ctx, 'posts:read')
  const { kind } = query
  return ctx.db
    .selectFrom('text_snippets')
    .select(['id', 'kind', 'name', 'body', 'caps', 'version'])
    .where('org_id', '=', ctx.orgId)
    .$if(kind !== undefined, (q) => q.where('kind', '=', kind ?? 'hashtags'))
    .orderBy('kind')
    .orderBy('name')
    .limit(500)
    .execute()
}

export async function findSnippet(
  ctx: Ctx,
  kind: SnippetView['kind'],
  name: string,
): Promise<SnippetView | undefined> {
  const wanted = foldForMatch(name)
  return (await listSnippets(ctx, { kind })).find((one) => foldForMatch(one.name) === wanted)
}

/** Makes one, or changes the one with this id. */
export async function saveSnippet(ctx: Ctx, input: SaveSnippet): Promise<SnippetView> {
  requireScope(ctx, 'posts:write')
  const { id = newId(), ...said } = saveSnippetInput.parse(input)
  const row = { kind: said.kind, name: cleanText(said.name), body: bodyOf(said), caps: json(said.caps) }
  await named(() =>
    inTransaction(ctx, async (tx) => {
      if (input.id === undefined) {
        await tx.db
          .insertInto('text_snippets')
          .values({ org_id: tx.orgId, id, ...row })
          .execute()
      } else {
        const { numUpdatedRows } = await tx.db
          .updateTable('text_snippets')
          .set((eb) => ({ ...row, version: eb('version', '+', 1) }))
          .where('org_id', '=', tx.orgId)
          .where('id', '=', id)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) throw notFound('text')
      }
      await told(tx, id, `saved the ${said.kind === 'hashtags' ? 'hashtags' : 'signature'} ${said.name}`)
    }),
  )
  const saved = (await listSnippets(ctx)).find((one) => one.id === id)
  if (!saved) throw notFound('text')
  return saved
}

/** Hashtags are kept as tags with one blank between, whatever stood there. */
function bodyOf(said: { kind: SnippetView['kind']; body: string }): string {
  if (said.kind === 'signature') return cleanText(said.body)
  const tags = cleanText(said.body)
    .split(/[\s,;]+/)
    .map((tag) => tag.replace(/^#+/, ''))
    .filter((tag) => tag !== '')
  return [...new Set(tags)].map((tag) => `#${tag}`).join(' ')
}

export async function deleteSnippet(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const gone = await tx.db
      .deleteFrom('text_snippets')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst()
    if (!gone) throw notFound('text')
    await told(tx, id, `deleted ${gone.name}`)
  })
}

/** The text with the tags that are not in it yet, as many as the platform's cap allows. */
export function withHashtags(
  text: string,
  set: Pick<SnippetView, 'body' | 'caps'>,
  platform: string,
): string {
  const has = new Set([...text.matchAll(/#[\p{L}\p{N}_]+/gu)].map((match) => match[0].toLowerCase()))
  const missing = set.body.split(' ').filter((tag) => tag !== '' && !has.has(tag.toLowerCase()))
  const cap = set.caps[platform]
  const added = cap === undefined ? missing : missing.slice(0, Math.max(0, cap - has.size))
  if (added.length === 0) return text
  return text.trim() === '' ? added.join(' ') : `${text.trimEnd()}\n\n${added.join(' ')}`
}

async function told(tx: Ctx, id: string, summary: string): Promise<void> {
  await audit(tx, { verb: 'post.snippet', objectType: 'text-snippet', objectId: id, summary })
  emit(tx, templatesChanged, id, { what: 'snippets' })
}
