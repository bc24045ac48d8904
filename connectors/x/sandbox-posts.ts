import twitter from 'twitter-text'
import { forbidden, invalidRequest, json, problem } from './sandbox-answer.ts'
import { newPostId } from './sandbox-id.ts'
import type { XAccount, XPost } from './sandbox-world.ts'

const windowMs = 15 * 60_000
const perWindow = 100

interface Wish {
  text?: unknown
  media?: { media_ids?: unknown }
  reply?: { in_reply_to_tweet_id?: unknown }
  quote_tweet_id?: unknown
}

/** Makes a post, or says why not, as X would. */
export function createPost(account: XAccount, wish: Wish, now: Date): Response {
  const text = typeof wish.text === 'string' ? wish.text : ''
  const ids = Array.isArray(wish.media?.media_ids) ? wish.media.media_ids.map(String) : []
  const uploads = ids.map((id) => account.uploads.get(id))
  const replyTo = wish.reply?.in_reply_to_tweet_id
  const limited = takeRate(account, now)
  if (limited) return limited
  if (text.trim() === '' && ids.length === 0) return invalidRequest('text or media is required')
  const parsed = twitter.parseTweet(text)
  if (parsed.weightedLength > 280) return forbidden('Your post is too long.')
  if ((text.match(/(^|\s)\$[A-Za-z]{1,6}\b/g) ?? []).length > 1)
    return forbidden('Invalid: at most one cashtag.')
  if (ids.length > 4) return invalidRequest('media_ids: at most 4')
  if (uploads.some((upload) => !upload?.finalized || upload.pendingFor > 0))
    return invalidRequest('media_ids: Your media IDs are invalid.')
  const single = uploads.some((upload) => upload && upload.category !== 'tweet_image')
  if (single && ids.length > 1) return invalidRequest('media_ids: a video or GIF stands alone')
  if (typeof replyTo === 'string' && !account.posts.some((post) => post.id === replyTo))
    return forbidden('You attempted to reply to a post that is deleted or not visible to you.')
  if (account.posts.slice(0, 50).some((post) => post.text === text && text !== '' && post.after === replyTo))
    return forbidden('You are not allowed to create a post with duplicate content.')
  const id = newPostId(account, now)
  const post: XPost = {
    id,
    at: now.toISOString(),
    receivedAt: Date.now(),
    format: typeof replyTo === 'string' ? 'reply' : 'post',
    text,
    url: `https://x.com/${account.username}/status/${id}`,
    media: uploads.map((upload) => ({
      kind: upload?.category === 'tweet_video' ? ('video' as const) : ('image' as const),
      ...(upload?.alt ? { alt: upload.alt } : {}),
    })),
    comments: [],
    ...(typeof replyTo === 'string' ? { after: replyTo } : {}),
  }
  account.posts.unshift(post)
  return json(201, { data: { id, text } })
}

function takeRate(account: XAccount, now: Date): Response | undefined {
  const since = now.getTime() - windowMs
  account.recent = account.recent.filter((at) => at > since)
  const oldest = account.recent[0]
  if (account.recent.length < perWindow || oldest === undefined) {
    account.recent.push(now.getTime())
    return undefined
  }
  const response = problem(429, 'Too Many Requests', 'Too Many Requests')
  response.headers.set('x-rate-limit-limit', String(perWindow))
  response.headers.set('x-rate-limit-remaining', '0')
  response.headers.set('x-rate-limit-reset', String(Math.ceil((oldest + windowMs) / 1000)))
  return response
}

/** Newest first; links shortened and text escaped, as readers of the API get them. */
export function timeline(account: XAccount, query: URLSearchParams): Response {
  const most = Math.min(100, Math.max(5, Number(query.get('max_results') ?? 10)))
  const data = account.posts.slice(0, most).map((post) => ({
    id: post.id,
    text: shown(post),
    created_at: post.at,
    ...(post.after ? { referenced_tweets: [{ type: 'replied_to', id: post.after }] } : {}),
  }))
  return json(
    200,
    data.length > 0 ? { data, meta: { result_count: data.length } } : { meta: { result_count: 0 } },
  )
}

function shown(post: XPost): string {
  const escaped = post.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const links = twitter
    .extractUrls(post.text)
    .reduce((text, link, at) => text.replace(link, `https://t.co/a${at}`), escaped)
  return post.media.length > 0 ? `${links} https://t.co/media` : links
}
