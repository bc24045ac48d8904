import type { SandboxPost } from '#contracts/sandbox.ts'
import { postAudience } from '../_sandbox/made-up.ts'
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

const ofAny = ['views', 'reach', 'shares', 'total_interactions']
const ofFeed = ['likes', 'comments', 'saved']
const ofReels = ['ig_reels_video_view_total_time', 'ig_reels_avg_watch_time']
const ofAccount = ['views', 'reach']
const dayMs = 86_400_000
const mostDays = 30
const fewestViewers = 5

/** Media insights. `impressions`, `plays` and `video_views` are no metrics any more. */
export function answerMediaInsights(call: InsightsCall, post: Pick<SandboxPost, 'format' | 'at'>): Response {
  const story = post.format === 'story'
  const known = [...ofAny, ...(story ? [] : ofFeed), ...(post.format === 'video' ? ofReels : [])]
  const refused = refuseMetric(call, known)
  if (refused) return refused
  const ageMs = call.world.options.clock.now().getTime() - Date.parse(post.at)
  // A story's figures end with it.
  if (story && ageMs > dayMs) return Response.json({ data: [] })
  const audience = postAudience(call.node, ageMs)
  const made: Record<string, number> = {
    views: audience.views,
    reach: audience.reach,
    likes: audience.likes,
    comments: audience.comments,
    shares: audience.shares,
    saved: audience.saves,
    total_interactions: audience.likes + audience.comments + audience.shares + audience.saves,
    ig_reels_video_view_total_time: audience.watchedMs,
    ig_reels_avg_watch_time: audience.views > 0 ? Math.round(audience.watchedMs / audience.views) : 0,
  }
  const valueOf = (name: string) =>
    call.world.figures.get(call.account, name, { post: call.node }) ?? made[name] ?? 0
  if (story && valueOf('views') < fewestViewers)
    return graphError(10, 'Not enough viewers for the media to show insights')
  return lifetime(
    call,
    metricsOf(call).map((name) => [name, valueOf(name)]),
  )
}

/** Account insights: one total over the range. */
export function answerAccountInsights(call: InsightsCall): Response {
  const refused = refuseMetric(call, ofAccount)
  if (refused) return refused
  const { params, world } = call
  if (params['period'] !== 'day' || params['metric_type'] !== 'total_value')
    return graphError(100, 'The metrics views, reach should be specified with metric_type=total_value')
  const now = world.options.clock.now()
  const since = momentOf(params['since']) ?? new Date(now.getTime() - dayMs)
  const until = momentOf(params['until']) ?? now
  if (until.getTime() - since.getTime() > mostDays * dayMs)
    return graphError(100, `There cannot be more than ${mostDays} days between since and until`)
  const days = daysWithin(since, until, now)
  const data = metricsOf(call).map((name) => ({
    name,
    period: 'day',
    title: name,
    total_value: { value: days.reduce((sum, { day, part }) => sum + ofDay(call, name, day, part), 0) },
    id: `${call.node}/insights/${name}/day`,
  }))
  return Response.json({ data: days.length > 0 ? data : [] })
}
