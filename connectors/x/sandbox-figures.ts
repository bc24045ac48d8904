import type { Faults } from '../_sandbox/faults.ts'
import { followersAfter, postAudience } from '../_sandbox/made-up.ts'
import { invalidRequest, json } from './sandbox-answer.ts'
import { postedAt } from './sandbox-id.ts'
import type { XAccount, XWorld } from './sandbox-world.ts'

const dayMs = 86_400_000
const mostIds = 100
const ownDays = 30
/** Those of the private figures that are not public as well. */
const privateOnly = ['url_link_clicks', 'user_profile_clicks', 'engagements']
const problems = 'https://api.x.com/2/problems'

interface Asked {
  world: XWorld
  faults: Faults
  account: XAccount
  query: URLSearchParams
  now: Date
}

/** Posts by id with what they gathered; what is not there, or not for us, stands in `errors` of the same 200. */
export function answerPosts(asked: Asked): Response {
  const ids = (asked.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length === 0 || ids.length > mostIds || ids.some((id) => !/^\d{1,19}$/.test(id)))
    return invalidRequest(
      `The number of values in the ids query parameter list is not between 1 and ${mostIds}`,
    )
  const answers = ids.map((id) => answerPost(asked, id))
  const data = answers.flatMap((answer) => answer.data ?? [])
  const errors = answers.flatMap((answer) => answer.errors)
  return json(200, { ...(data.length > 0 ? { data } : {}), ...(errors.length > 0 ? { errors } : {}) })
}

function answerPost(asked: Asked, id: string): { data?: object; errors: object[] } {
  const { account, faults, now, query } = asked
  const at = account.gone.has(id) ? undefined : postedAt(account, id)
  if (!at) return { errors: [notFound(id)] }
  const fields = (query.get('tweet.fields') ?? '').split(',')
  const wantsOwn = fields.includes('non_public_metrics')
  const { open, own } = countsOf(asked, id, at)
  // A post whose private figures are denied comes not at all.
  const tooOld = now.getTime() - at.getTime() > ownDays * dayMs
  const deniedOwn = wantsOwn && (tooOld ? 'impression_count' : faults.refused(account.id, privateOnly))
  if (deniedOwn) return { errors: [denied(id, `non_public_metrics.${deniedOwn}`)] }
  const deniedOpen = faults.refused(account.id, Object.keys(open))
  const shown = Object.fromEntries(Object.entries(open).filter(([name]) => name !== deniedOpen))
  const data = {
    id,
    text: account.posts.find((post) => post.id === id)?.text ?? '',
    edit_history_tweet_ids: [id],
    ...(fields.includes('public_metrics') ? { public_metrics: shown } : {}),
    ...(wantsOwn ? { non_public_metrics: own } : {}),
  }
  return { data, errors: deniedOpen ? [denied(id, `public_metrics.${deniedOpen}`)] : [] }
}

function countsOf({ world, account, now }: Asked, id: string, at: Date) {
  const made = postAudience(id, now.getTime() - at.getTime())
  const set = (name: string, value: number) => world.figures.get(account.id, name, { post: id }) ?? value
  const quotes = Math.floor(made.shares / 4)
  const impressions = set('impression_count', made.views)
  return {
    open: {
      retweet_count: set('retweet_count', made.shares - quotes),
      reply_count: set('reply_count', made.comments),
      like_count: set('like_count', made.likes),
      quote_count: set('quote_count', quotes),
      bookmark_count: set('bookmark_count', made.saves),
      impression_count: impressions,
    },
    own: {
      impression_count: impressions,
      url_link_clicks: set('url_link_clicks', made.clicks),
      user_profile_clicks: set('user_profile_clicks', Math.floor(made.clicks / 2)),
      engagements: set('engagements', made.likes + made.comments + made.shares + made.clicks),
    },
  }
}

const notFound = (id: string) => ({
  value: id,
  detail: `Could not find tweet with ids: [${id}].`,
  title: 'Not Found Error',
  resource_type: 'tweet',
  parameter: 'ids',
  resource_id: id,
  type: `${problems}/resource-not-found`,
})

const denied = (id: string, field: string) => ({
  resource_id: id,
  parameter: '',
  resource_type: 'tweet',
  section: 'data',
  title: 'Field Authorization Error',
  value: id,
  detail: `Sorry, you are not authorized to access '${field}' on the Tweet with ids : [${id}].`,
  field,
  type: `${problems}/not-authorized-for-field`,
})

/** What it counts of the account, as it is now. */
export function levelOf(world: XWorld, account: XAccount, now: Date) {
  const set = (name: string, value: number) => world.figures.get(account.id, name) ?? value
  const today = now.toISOString().slice(0, 10)
  return {
    public_metrics: {
      followers_count: set('followers_count', followersAfter(account.id, today)),
      following_count: set('following_count', 120),
      tweet_count: set('tweet_count', account.posts.length),
      listed_count: set('listed_count', 4),
    },
  }
}
