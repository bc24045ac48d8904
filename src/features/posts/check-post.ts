import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { freeze } from './freeze.ts'
import type { Frozen, FrozenTarget } from './freeze.ts'
import { findPost } from './queries.ts'
import { postBody, targetInput } from './schema.ts'
import type { CheckView, PostChecks } from './review.schema.ts'
import { z } from 'zod'
import { freezePost } from './submit-post.ts'

const duplicateDays = 30

/** What each platform says of a stored post, and what we know of its accounts. */
export async function checkPost(ctx: Ctx, ref: { postId: string } | { number: number }): Promise<PostChecks> {
  requireScope(ctx, 'posts:read')
  const post = await findPost(ctx, ref)
  return checked(ctx, post.id, await freezePost(ctx, post))
}

export const checkContentInput = z.object({
  postId: z.uuid().optional(),
  title: z.string().max(200).default(''),
  body: postBody,
  targets: z.array(targetInput).max(100).default([]),
  labels: z.array(z.string().max(60)).max(20).default([]),
})

/** The same of what stands in an editor; nothing is written. */
export async function checkContent(ctx: Ctx, input: z.input<typeof checkContentInput>): Promise<PostChecks> {
  requireScope(ctx, 'posts:read')
  const parsed = checkContentInput.parse(input)
  const number = parsed.postId ? (await findPost(ctx, { postId: parsed.postId })).number : 0
  return checked(ctx, parsed.postId ?? null, await freeze(ctx, { ...parsed, number }))
}

async function checked(ctx: Ctx, postId: string | null, frozen: Frozen): Promise<PostChecks> {
  const [duplicates, paused] = await Promise.all([
    duplicatesOf(ctx, postId, frozen),
    pausedAccounts(ctx, frozen),
  ])
  const preparing = new Set(frozen.missing.map(({ sourceId }) => sourceId))
  const targets = frozen.targets.map((target) => {
    const { account, content } = target
    const cost = account.publisher.cost?.(content)
    const waits = target.body.media.some(({ mediaId }) => preparing.has(mediaId))
    const checks = [
      ...(waits ? checksOf(target).map(notYet) : checksOf(target)),
      ...accountChecks(ctx, target, paused.has(target.channelId)),
      ...duplicateChecks(duplicates.get(target.channelId)),
    ]
    return {
      channelId: target.channelId,
      name: account.name,
      platform: account.publisher.platform,
      checks,
      textCount: account.publisher.countText(content.text),
      textMax: account.publisher.limits.textMax,
      cost: cost ?? null,
    }
  })
  return {
    postId,
    preparing: preparing.size > 0,
    good:
      targets.length > 0 && targets.every((target) => target.checks.every((check) => check.level !== 'stop')),
    targets,
    cost: totals(targets.flatMap((target) => (target.cost ? [target.cost] : []))),
  }
}

/** What the platform would say of a file as it is now says nothing of what is being made of it. */
const notYet = (check: CheckView): CheckView =>
  check.field === 'media' && check.level === 'stop'
    ? { level: 'warn', field: 'media', message: 'Its media are being prepared for this platform.' }
    : check

/** What the platforms say; pure, so that it may be asked in a transaction. */
export const checkFrozen = (frozen: Frozen): Array<CheckView & { name: string }> =>
  frozen.targets.flatMap((target) =>
    checksOf(target).map((check) => ({ ...check, name: target.account.name })),
  )

function checksOf({ account, content }: FrozenTarget): CheckView[] {
  const { publisher } = account
  const bare = content.media.filter((one) => one.kind === 'image' && one.alt === '').length
  return [
    ...publisher.check(content),
    ...(bare > 0 && publisher.limits.altMax !== undefined
      ? [
          {
            level: 'warn' as const,
            field: 'media' as const,
            message: `${bare === 1 ? 'A picture has' : `${bare} pictures have`} no alt text. Say what it shows, for those who cannot see it.`,
          },
        ]
      : []),
  ]
}

function accountChecks(ctx: Ctx, { account, content }: FrozenTarget, paused: boolean): CheckView[] {
  const said = (level: 'stop' | 'warn', message: string): CheckView => ({ level, field: 'account', message })
  const checks: CheckView[] = []
  if (account.state === 'reconnect')
    checks.push(said('warn', 'This account needs to be connected again before its time comes.'))
  if (account.state === 'disconnected')
    checks.push(said('stop', 'This account is disconnected. Connect it again, or take it off.'))
  if (account.state === 'paused' || paused)
    checks.push(said('warn', 'This account is paused: nothing goes out there until somebody resumes it.'))
  const byUrl = ctx.connectors.get(account.connector)?.abilities.attachmentsByUrl === true
  if (byUrl && content.media.length > 0 && !account.sandbox && !ctx.config.isPublic) {
    checks.push(
      said('stop', 'This platform fetches media from us, so the desk needs a public address (PUBLIC_URL).'),
    )
  }
  return checks
}

function duplicateChecks(numbers: readonly number[] | undefined): CheckView[] {
  if (!numbers?.length) return []
  const where = numbers.map((number) => `#${number}`).join(', ')
  return [
    {
      level: 'warn',
      field: 'text',
      message: `The same text stands in ${where} for this account, within ${duplicateDays} days. Platforms may refuse or hide repeats.`,
    },
  ]
}

/** Posts of the last and the next 30 days with the same text on the same account. */
async function duplicatesOf(ctx: Ctx, postId: string | null, frozen: Frozen): Promise<Map<string, number[]>> {
  const texts = frozen.targets.filter((target) => target.body.text.trim() !== '')
  if (texts.length === 0) return new Map()
  const wanted = texts.map(({ channelId, body }) => ({ channel: channelId, text: body.text }))
  const since = new Date(ctx.clock.now().getTime() - duplicateDays * 86_400_000)
  const { rows } = await sql<{ channel: string; number: number }>`
    select w.channel, p.number from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as w(channel uuid, text text)
    join post_targets t on t.org_id = ${ctx.orgId} and t.channel_id = w.channel and t.state <> 'cancelled'
    join posts p on p.org_id = t.org_id and p.id = t.post_id and p.deleted_at is null
    where p.id is distinct from ${postId}::uuid and p.state not in ('rejected')
      and coalesce(t.override->>'text', p.content->>'text') = w.text
      and (p.series_id is null or p.series_id is distinct from
        (select s.series_id from posts s where s.org_id = ${ctx.orgId} and s.id = ${postId}::uuid))
      and coalesce(t.published_at, p.planned_at, p.updated_at) > ${since}
    order by p.number limit 200`.execute(ctx.db)
  const found = Map.groupBy(rows, (row) => row.channel)
  return new Map([...found].map(([channel, ones]) => [channel, ones.slice(0, 3).map((one) => one.number)]))
}

/** Paused for publishing, which is not the channel's own pause. */
async function pausedAccounts(ctx: Ctx, frozen: Frozen): Promise<Set<string>> {
  if (frozen.targets.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`select channel_id as id from channel_publishing
    where org_id = ${ctx.orgId} and paused
      and channel_id = any(${frozen.targets.map((target) => target.channelId)}::uuid[])`.execute(ctx.db)
  return new Set(rows.map((row) => row.id))
}

function totals(costs: ReadonlyArray<{ amount: number; currency: string }>) {
  const byCurrency = new Map<string, number>()
  for (const { amount, currency } of costs) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount)
  return [...byCurrency].map(([currency, amount]) => ({
    currency,
    amount: Math.round(amount * 10_000) / 10_000,
  }))
}
