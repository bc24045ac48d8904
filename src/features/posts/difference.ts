import type { PostContent } from '#contracts/publisher.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { findPost } from './queries.ts'
import type { Difference } from './review.schema.ts'
import type { Snapshot } from './tables.ts'
import { wordDifference, wordsOf } from './word-difference.ts'

type Change = Difference['changes'][number]

/** What readers would see other than in `version`, as data and in words. */
export async function differenceSince(ctx: Ctx, postId: string, version: number): Promise<Difference> {
  requireScope(ctx, 'posts:read')
  const post = await findPost(ctx, { postId })
  const [before, after] = await Promise.all([
    snapshotOf(ctx, postId, version),
    snapshotOf(ctx, postId, post.content_version),
  ])
  if (!before || !after) throw notFound('version')
  const changes = await compare(ctx, before, after)
  return {
    from: version,
    to: post.content_version,
    changes,
    summary: changes.map((change) => change.words).join(' '),
  }
}

/** The newest of a version: with its media prepared. */
async function snapshotOf(ctx: Ctx, postId: string, version: number): Promise<Snapshot | undefined> {
  const row = await ctx.db
    .selectFrom('post_versions')
    .select('snapshot')
    .where('org_id', '=', ctx.orgId)
    .where('post_id', '=', postId)
    .where('version', '=', version)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.snapshot
}

async function compare(ctx: Ctx, before: Snapshot, after: Snapshot): Promise<Change[]> {
  const names = await accountNames(
    ctx,
    [...before.targets, ...after.targets].map((target) => target.channelId),
  )
  const nameOf = (id: string) => names.get(id) ?? 'an account'
  const had = new Map(before.targets.map((target) => [target.channelId, before.contents[target.content]]))
  const has = new Map(after.targets.map((target) => [target.channelId, after.contents[target.content]]))
  const added = [...has.keys()].filter((id) => !had.has(id)).map(nameOf)
  const removed = [...had.keys()].filter((id) => !has.has(id)).map(nameOf)
  const kept = [...has].flatMap(([id, content]) => {
    const old = had.get(id)
    return old && content ? [{ name: nameOf(id), changes: contentChanges(old, content) }] : []
  })
  return [
    ...(added.length > 0 ? [{ what: 'Accounts', words: `Goes to ${added.join(', ')}, too.` }] : []),
    ...(removed.length > 0 ? [{ what: 'Accounts', words: `Goes no longer to ${removed.join(', ')}.` }] : []),
    ...(kept.length > 0 ? grouped(kept) : bodyChanges(before, after)),
  ]
}

/** What changed in the same way on all accounts is said once. */
function grouped(accounts: ReadonlyArray<{ name: string; changes: Change[] }>): Change[] {
  const byWords = new Map<string, { change: Change; names: string[] }>()
  for (const { name, changes } of accounts) {
    for (const change of changes) {
      const key = JSON.stringify(change)
      const known = byWords.get(key)
      if (known) known.names.push(name)
      else byWords.set(key, { change, names: [name] })
    }
  }
  return [...byWords.values()].map(({ change, names }) =>
    names.length === accounts.length
      ? change
      : {
          ...change,
          what: `${change.what} on ${names.join(', ')}`,
          words: `On ${names.join(', ')}: ${change.words}`,
        },
  )
}

function bodyChanges(before: Snapshot, after: Snapshot): Change[] {
  const text = textChange('Text', before.body.text, after.body.text)
  const media =
    JSON.stringify(before.body.media) === JSON.stringify(after.body.media)
      ? []
      : [{ what: 'Media', words: 'The media changed.' }]
  return [...text, ...media]
}

function contentChanges(old: PostContent, now: PostContent): Change[] {
  return [
    ...textChange('Text', old.text, now.text),
    ...textChange('Thread', old.thread.join('\n\n'), now.thread.join('\n\n')),
    ...textChange('First comment', old.firstComment ?? '', now.firstComment ?? ''),
    ...(old.link === now.link
      ? []
      : [
          {
            what: 'Link',
            words: now.link === undefined ? 'The link is gone.' : `The link is ${now.link} now.`,
          },
        ]),
    ...(old.format === now.format
      ? []
      : [{ what: 'Format', words: `It is a ${now.format} now, no longer a ${old.format}.` }]),
    ...mediaChanges(old, now),
    ...optionChanges(old.options, now.options),
  ]
}

function textChange(what: string, old: string, now: string): Change[] {
  if (old === now) return []
  const text = wordDifference(old, now)
  return [{ what, words: `${what}: ${wordsOf(text)}`, text }]
}

function mediaChanges(old: PostContent, now: PostContent): Change[] {
  const before = old.media.map((one) => one.hash)
  const after = now.media.map((one) => one.hash)
  const added = after.filter((hash) => !before.includes(hash)).length
  const removed = before.filter((hash) => !after.includes(hash)).length
  const words = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} taken out`] : []),
    ...(added + removed === 0 && before.join() !== after.join() ? ['in another order'] : []),
  ]
  const alts = now.media.filter((one) =>
    old.media.some((had) => had.hash === one.hash && had.alt !== one.alt),
  )
  return [
    ...(words.length > 0 ? [{ what: 'Media', words: `Media: ${words.join(', ')}.` }] : []),
    ...(alts.length > 0
      ? [
          {
            what: 'Alt text',
            words: `The alt text of ${alts.length === 1 ? 'a file' : `${alts.length} files`} changed.`,
          },
        ]
      : []),
  ]
}

const optionChanges = (old: Record<string, string>, now: Record<string, string>): Change[] =>
  Object.entries(now)
    .filter(([name, value]) => old[name] !== value)
    .map(([name, value]) => ({ what: name, words: `${name}: ${value}.` }))

async function accountNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
