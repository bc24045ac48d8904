import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import { bucketKey, bucketsOf, instantsOf, todayIn } from '../periods.ts'
import type { Bucket } from '../periods.ts'
import { accountsOf } from '../scope-of.ts'
import { cohortsInput } from './schema.ts'
import type { CohortsAnswer, CohortsInput } from './schema.ts'

const mostCohorts = 26
const usualCohorts = 12

interface Row {
  first: string
  at: string
  people: number
}

/**
 * People by the week or month of their first message, and how many of them wrote again in each after. What is not
 * over yet is empty, never zero.
 */
export async function cohorts(ctx: Ctx, input: CohortsInput): Promise<CohortsAnswer> {
  requireScope(ctx, 'metrics:read')
  requireScope(ctx, 'inbox:read')
  const { grain, period: asked, filters } = cohortsInput.parse(input)
  const [{ timezone: zone }, accounts] = await Promise.all([getOrg(ctx), accountsOf(ctx, filters)])
  const today = todayIn(zone, ctx.clock.now())
  const back = grain === 'week' ? { weeks: usualCohorts } : { months: usualCohorts }
  const period = asked ?? { from: today.subtract(back).toString(), to: today.toString() }
  const starts = wholeBuckets(period, grain, today)
  if (starts.length > mostCohorts)
    throw invalid(
      `That is ${starts.length} ${grain}s; ${mostCohorts} can be shown. Ask per month, or for a shorter time.`,
    )
  const [first, last] = [starts[0], starts.at(-1)]
  if (!first || !last) throw invalid('That time has not begun yet.')
  const ages = wholeBuckets({ from: first.from, to: today.toString() }, grain, today)
  const { rows } = await sql<Row>`${peopleByStep(ctx, {
    zone,
    grain,
    from: instantsOf(first, zone).from,
    until: instantsOf(last, zone).to,
    channels: filters ? accounts.map(({ id }) => id) : undefined,
  })}`.execute(ctx.db)
  const people = new Map(rows.map((row) => [`${row.first} ${row.at}`, row.people]))
  const list = starts.map((start) => {
    const key = bucketKey(start, grain)
    const after = ages.filter(({ from }) => from > start.from)
    return {
      from: start.from,
      label: start.label,
      n: people.get(`${key} ${key}`) ?? 0,
      back: after.map((age) =>
        Temporal.PlainDate.compare(age.to, today) < 0
          ? (people.get(`${key} ${bucketKey(age, grain)}`) ?? 0)
          : null,
      ),
    }
  })
  // Before the first person ever there is nothing to tell.
  const begun = list.findIndex(({ n }) => n > 0)
  return {
    zone,
    grain,
    period: { from: first.from, to: last.to },
    ...(filters ? { filters } : {}),
    cohorts: list.slice(Math.max(0, begun)),
    overall: overallOf(list),
  }
}

/** From the first day of a week or month to its last, also where the period begins or ends inside. */
function wholeBuckets(
  { from, to }: { from: string; to: string },
  grain: 'week' | 'month',
  today: Temporal.PlainDate,
): Bucket[] {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  if (Temporal.PlainDate.compare(start, today) > 0) return []
  const until = Temporal.PlainDate.compare(end, today) > 0 ? today : end
  const first = grain === 'week' ? start.subtract({ days: start.dayOfWeek - 1 }) : start.with({ day: 1 })
  const last =
    grain === 'week' ? until.add({ days: 7 - until.dayOfWeek }) : until.with({ day: until.daysInMonth })
  return bucketsOf({ from: first.toString(), to: last.toString() }, grain)
}

interface Asked {
  zone: string
  grain: 'week' | 'month'
  from: Date
  until: Date
  channels: string[] | undefined
}

/**
 * Who wrote first in which week or month, and in which they wrote since. One pass over the index of customers'
 * messages, conversation by conversation, and no join but to whose it is: however wrong the planner's guess of their
 * number, it cannot choose a bad way.
 */
function peopleByStep(ctx: Ctx, { zone, grain, from, until, channels }: Asked) {
  const where = channels ? sql`and m.channel_id = any(${channels}::uuid[])` : sql``
  return sql<Row>`with talks as materialized (
      select m.conversation_id, date_trunc(${grain}, m.at at time zone ${zone})::date as at, min(m.at) as first
      from messages m
      where m.org_id = ${ctx.orgId} and m.kind = 'message' and m.author_kind = 'contact' ${where}
      group by 1, 2),
    wrote as (select c.contact_id, t.at, min(t.first) as first
      from talks t join conversations c on c.org_id = ${ctx.orgId} and c.id = t.conversation_id
      group by 1, 2),
    began as (select at, min(at) over person as first, min(first) over person as instant
      from wrote window person as (partition by contact_id))
    select first::text as first, at::text as at, count(*)::int as people
    from began where instant >= ${from} and instant < ${until} group by 1, 2`
}

function overallOf(list: CohortsAnswer['cohorts']): CohortsAnswer['overall'] {
  const longest = Math.max(0, ...list.map(({ back }) => back.length))
  return Array.from({ length: longest }, (_, age) => {
    const old = list.flatMap(({ n, back }) => {
      const people = back[age] ?? null
      return people === null ? [] : [{ n, people }]
    })
    const n = old.reduce((sum, one) => sum + one.n, 0)
    const people = old.reduce((sum, one) => sum + one.people, 0)
    return { share: n === 0 ? null : (100 * people) / n, n }
  }).filter(({ n }) => n > 0)
}
