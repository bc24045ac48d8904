import type { SandboxPost } from '#contracts/sandbox.ts'
import { postAudience, type PostAudience } from '../_sandbox/made-up.ts'
import { dayAfter, startOfPacificDay } from './pacific.ts'
import { graphError } from './sandbox-errors.ts'
import {
  daysWithin,
  lifetime,
  metricsOf,
  momentOf,
  ofDay,
  refuseMetric,
  type InsightsCall,
} from './sandbox-insights.ts'

const ofPost = ['post_media_view', 'post_total_media_view_unique', 'post_clicks']
const ofPage = [
  'page_media_view',
  'page_total_media_view_unique',
  'page_daily_follows_unique',
  'page_daily_unfollows_unique',
]
const dayMs = 86_400_000
const mostDays = 90

type Aged = Pick<SandboxPost, 'at'>

function valueOf(call: InsightsCall, post: Aged, name: string, made: (audience: PostAudience) => number) {
  const ageMs = call.world.options.clock.now().getTime() - Date.parse(post.at)
  return (
    call.world.figures.get(call.account, name, { post: call.node }) ?? made(postAudience(call.node, ageMs))
  )
}

/** Post insights. All of `post_impressions*` is gone. */
export function answerPostInsights(call: InsightsCall, post: Aged): Response {
  const refused = refuseMetric(call, ofPost)
  if (refused) return refused
  const named: Record<string, (audience: PostAudience) => number> = {
    post_media_view: ({ views }) => views,
    post_total_media_view_unique: ({ reach }) => reach,
    post_clicks: ({ clicks, likes }) => clicks + likes,
  }
  return lifetime(
    call,
    metricsOf(call).map((name) => [name, valueOf(call, post, name, named[name] ?? (() => 0))]),
  )
}

const counted = ['shares', 'comments', 'reactions']

/** Counts among the fields of a post; undefined: none of them was asked for. */
export function answerCounts(call: InsightsCall, post: Aged & { comments: string[] }): Response | undefined {
  const fields = (call.params['fields'] ?? '').split(',').map((field) => field.replace(/\..*$/, ''))
  const asked = counted.filter((name) => fields.includes(name))
  if (asked.length === 0) return undefined
  const refused = call.world.faults.refused(call.account, asked)
  if (refused) return graphError(100, `Tried accessing nonexisting field (${refused}) on node type (Post)`)
  const value = (name: string, made: (audience: PostAudience) => number) => valueOf(call, post, name, made)
  const shares = value('shares', (audience) => audience.shares)
  const summary = (count: number) => ({ data: [], summary: { total_count: count } })
  return Response.json({
    id: call.node,
    ...(asked.includes('shares') && shares > 0 ? { shares: { count: shares } } : {}),
    ...(asked.includes('comments')
      ? { comments: summary(value('comments', ({ comments }) => comments + post.comments.length)) }
      : {}),
    ...(asked.includes('reactions') ? { reactions: summary(value('reactions', ({ likes }) => likes)) } : {}),
  })
}

/** Page insights by day. A day comes once it is over, with the midnight after it as its `end_time`. */
export function answerPageInsights(call: InsightsCall): Response {
  const refused = refuseMetric(call, ofPage)
  if (refused) return refused
  const { params, world } = call
  if (params['period'] !== 'day') return graphError(100, 'The period is not valid for these metrics')
  const now = world.options.clock.now()
  const until = momentOf(params['until']) ?? now
  const since = momentOf(params['since']) ?? new Date(until.getTime() - 2 * dayMs)
  // An hour more, for the day on which clocks change.
  if (until.getTime() - since.getTime() > mostDays * dayMs + dayMs / 24)
    return graphError(100, `There cannot be more than ${mostDays} days between since and until`)
  const days = daysWithin(since, until, now).filter(({ part }) => part === 1)
  const data = metricsOf(call).map((name) => ({
    name,
    period: 'day',
    values: days.map(({ day }) => ({
      value: ofDay(call, name, day, 1),
      end_time: startOfPacificDay(dayAfter(day)).toISOString().replace('.000Z', '+0000'),
    })),
    title: name,
    id: `${call.node}/insights/${name}/day`,
  }))
  return Response.json({ data })
}
