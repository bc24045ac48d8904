import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { instantsOf } from '../periods.ts'
import { accountKeys, passesOf } from '../reading.ts'
import type { Reading } from '../reading.ts'
import type { RawSteps, StepsRead } from './funnel.ts'

/** The first step is how often, or by how many, posts were seen: by the measure that most of them have. */
const seen = ['impressions', 'reach', 'views'] as const
type Seen = (typeof seen)[number]
const seenNames: Record<Seen, string> = { impressions: 'Impressions', reach: 'Reach', views: 'Views' }

/**
 * Of the posts that have this measure and engagements (2), and of those that have clicks as well (3): how many (n),
 * and their sums (s: seen, e: engagements, c: clicks).
 */
type Sums = Record<`${'n2' | 'n3' | 's2' | 'e2' | 's3' | 'e3' | 'c3'}_${Seen}`, number> & {
  key: string | null
  n: number
}

const engagements = sql`coalesce(f.likes, 0) + coalesce(f.comments, 0) + coalesce(f.shares, 0) + coalesce(f.saves, 0)`

const columnsOf = (measure: Seen) => {
  const two = sql`${sql.ref(`f.${measure}`)} is not null and coalesce(f.likes, f.comments, f.shares, f.saves) is not null`
  const three = sql`${two} and f.clicks is not null`
  const as = (name: string) => sql.ref(`${name}_${measure}`)
  const value = sql.ref(`f.${measure}`)
  return sql`count(*) filter (where ${two})::int as ${as('n2')}, count(*) filter (where ${three})::int as ${as('n3')},
    coalesce(sum(${value}) filter (where ${two}), 0)::float8 as ${as('s2')},
    coalesce(sum(${engagements}) filter (where ${two}), 0)::float8 as ${as('e2')},
    coalesce(sum(${value}) filter (where ${three}), 0)::float8 as ${as('s3')},
    coalesce(sum(${engagements}) filter (where ${three}), 0)::float8 as ${as('e3')},
    coalesce(sum(f.clicks) filter (where ${three}), 0)::float8 as ${as('c3')}`
}

/** Seen → engaged → clicked, each step of the very same posts; a step that most of them lack is left out and told. */
export async function readPostSteps(ctx: Ctx, reading: Reading): Promise<StepsRead> {
  const { from, to } = instantsOf(reading.period, reading.zone)
  const { ids, keys } = accountKeys(reading)
  const read = await Promise.all(
    passesOf(reading).map(async ({ byKey }) => {
      const { rows } =
        await sql<Sums>`select ${byKey ? sql`k.key` : sql`null::text`} as key, count(*)::int as n,
          ${sql.join(seen.map(columnsOf))}
        from measured_posts f
        join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = f.channel_id
        where f.org_id = ${ctx.orgId} and f.published_at >= ${from} and f.published_at < ${to}
          ${reading.formats ? sql`and f.format = any(${reading.formats}::text[])` : sql``}
          ${reading.labels ? sql`and f.labels && ${reading.labels}::text[]` : sql``}
          ${reading.postIds ? sql`and f.post_id = any(${reading.postIds}::uuid[])` : sql``}
        group by 1`.execute(ctx.db)
      return rows.map((row) => ({ ...stepsOf(row, byKey), all: row.n }))
    }),
  )
  const rows = read.flat()
  const total = rows.find((row) => row.key === undefined)
  return { rows, notes: total ? [...notesOf(total, reading)] : [] }
}

type Steps = RawSteps & { hasClicks: boolean; withClicks: number; seenBy: Seen }

function stepsOf(row: Sums, byKey: boolean): Steps {
  const measure = seen.reduce((best, one) => (row[`n2_${one}`] > row[`n2_${best}`] ? one : best))
  const [n2, n3] = [row[`n2_${measure}`], row[`n3_${measure}`]]
  // Clicks of a few posts among many would say nothing of the rest.
  const hasClicks = n3 > 0 && n3 * 2 >= n2
  const part = hasClicks ? '3' : '2'
  return {
    key: byKey ? (row.key ?? '') : undefined,
    n: hasClicks ? n3 : n2,
    hasClicks,
    withClicks: n3,
    seenBy: measure,
    steps: [
      { id: 'seen', name: seenNames[measure], value: row[`s${part}_${measure}`], of: null },
      { id: 'engagements', name: 'Engagements', value: row[`e${part}_${measure}`], of: 0 },
      ...(hasClicks ? [{ id: 'clicks', name: 'Clicks', value: row[`c3_${measure}`], of: 1 }] : []),
    ],
  }
}

function notesOf(
  { all, n, hasClicks, withClicks, seenBy }: Steps & { all: number },
  { accounts }: Reading,
): string[] {
  const silent = (measure: Seen | 'clicks') => {
    const none = accounts.filter(({ reader }) => reader && !reader.post.includes(measure))
    const names = [...new Set(none.map((account) => account.platformName))]
    return names.length > 0
      ? ` ${names.join(' and ')} ${names.length === 1 ? 'does' : 'do'} not tell them.`
      : ''
  }
  return [
    ...(hasClicks
      ? ['Clicks need not be engagements: a post may have more of them.']
      : [
          `Clicks are left out: ${withClicks === 0 ? 'none' : `only ${withClicks}`} of these posts ${withClicks === 1 ? 'has' : 'have'} them.${silent('clicks')}`,
        ]),
    ...(n < all
      ? [
          `${n} of ${all} posts have all steps; the others are left out.${silent(seenBy).replace('them', seenBy)}`,
        ]
      : []),
  ]
}
