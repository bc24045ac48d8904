import { graphError } from './sandbox-errors.ts'
import { answerCounts, answerPageInsights, answerPostInsights } from './sandbox-figures-page.ts'
import { followersNow } from './sandbox-insights.ts'
import type { PublishCall } from './sandbox-publish.ts'
import { addPost, measuredPost, newId, wallOf } from './sandbox-wall.ts'
import type { MetaWorld } from './sandbox-world.ts'

const messageMax = 63_206

/** Feed, photos, videos and comments of a Page. */
export async function answerPage(
  world: MetaWorld,
  account: string,
  call: PublishCall,
): Promise<Response | undefined> {
  const { edge, method, node, own, params } = call
  const wall = wallOf(world, account)
  if (own) {
    if (edge === 'insights') return answerPageInsights({ world, account, node, params })
    if (edge === undefined)
      return Response.json({ id: account, followers_count: followersNow(world, account) })
    if (edge === 'feed')
      return method === 'POST' ? postToFeed(world, account, params) : list(world, account, params)
    if (edge === 'photos') return uploadPhoto(world, account, params)
    if (edge === 'videos')
      return method === 'POST' ? postVideo(world, account, params) : list(world, account, params)
    return undefined
  }
  const figures = answerFigures(world, account, call)
  if (figures) return figures
  const post = wall.posts.find((one) => one.id === node || one.id.endsWith(`_${node}`))
  if (!post) return undefined
  if (edge === undefined) return Response.json({ id: node, ...fieldsOf(world, account, node, post) })
  if (edge !== 'comments') return undefined
  if (method === 'GET')
    return Response.json({ data: post.comments.map((message, at) => ({ id: `${node}_${at}`, message })) })
  post.comments.push(params['message'] ?? '')
  return Response.json({ id: `${node}_${post.comments.length}` })
}

/** Insights and counts of a post; undefined: something else is asked, or it is not there. */
function answerFigures(world: MetaWorld, account: string, { edge, node, params }: PublishCall) {
  const counts = edge === undefined && /\b(shares|comments|reactions)\b/.test(params['fields'] ?? '')
  if (edge !== 'insights' && !counts) return undefined
  const post = measuredPost(world, account, node, ['post', 'video'])
  const asked = { world, account, node, params }
  return post && (counts ? answerCounts(asked, post) : answerPostInsights(asked, post))
}

function fieldsOf(
  world: MetaWorld,
  account: string,
  node: string,
  post: { id: string; url: string; text: string; at: string },
) {
  const pending = wallOf(world, account).videosPending.get(node) ?? 0
  if (pending > 0) wallOf(world, account).videosPending.set(node, pending - 1)
  const busy = pending > 0 || world.faults.take(account, 'never_ready') !== undefined
  return {
    message: post.text,
    created_time: post.at.replace('Z', '+0000'),
    permalink_url: post.url,
    post_id: post.id,
    status: { video_status: busy ? 'processing' : 'ready' },
  }
}

function tooLong(message: string): Response | undefined {
  return message.length > messageMax ? graphError(100, 'The message is too long.') : undefined
}

function postToFeed(world: MetaWorld, account: string, params: Record<string, string>): Response {
  const { message = '', link, attached_media: attached } = params
  const refused = tooLong(message)
  if (refused) return refused
  const wall = wallOf(world, account)
  const ids = attached
    ? (JSON.parse(attached) as Array<{ media_fbid: string }>).map((one) => one.media_fbid)
    : []
  if (ids.length > 10 || ids.some((id) => !wall.photos.has(id)))
    return graphError(100, 'Invalid parameter: attached_media')
  if (message.trim() === '' && !link && ids.length === 0) return graphError(100, 'The post is empty.')
  const newest = wall.posts[0]
  const again = newest && newest.text === message && message !== '' && newest.media.length === ids.length
  if (again && Date.now() - newest.receivedAt < 60_000 && ids.length === 0)
    return graphError(506, 'Duplicate status message.')
  const id = `${account}_${newId(world, account, 'post')}`
  addPost(world, account, {
    id,
    format: ids.length > 0 ? 'photos' : link ? 'link' : 'text',
    text: message,
    media: ids.map((one) => ({ kind: 'image' as const, ...wall.photos.get(one) })),
    url: `https://www.facebook.com/${id.replace('_', '/posts/')}`,
  })
  return Response.json({ id })
}

function uploadPhoto(world: MetaWorld, account: string, params: Record<string, string>): Response {
  const { source, published, alt_text_custom: alt } = params
  if (published !== 'false') return graphError(100, 'Photos are uploaded unpublished here.')
  const [, mime = '', size = '0'] = /^file:([^:]*):(\d+)$/.exec(source ?? '') ?? []
  if (!mime.startsWith('image/')) return graphError(324, 'Missing or invalid image file')
  if (Number(size) > 4 * 1024 * 1024) return graphError(1, 'Photo too large', { subcode: 1366046 })
  const id = newId(world, account, 'photo')
  wallOf(world, account).photos.set(id, alt ? { alt } : {})
  return Response.json({ id })
}

async function postVideo(
  world: MetaWorld,
  account: string,
  params: Record<string, string>,
): Promise<Response> {
  const { file_url: address = '', description = '' } = params
  const refused = tooLong(description)
  if (refused) return refused
  const answer = await fetch(address, { redirect: 'error' }).catch(() => undefined)
  if (!answer?.ok) return graphError(389, 'Unable to fetch video file from URL.')
  await answer.arrayBuffer()
  const id = newId(world, account, 'video')
  wallOf(world, account).videosPending.set(id, 1)
  addPost(world, account, {
    id: `${account}_${id}`,
    format: 'video',
    text: description,
    media: [{ kind: 'video', url: address }],
    url: `https://www.facebook.com/${account}/videos/${id}`,
  })
  return Response.json({ id })
}

function list(world: MetaWorld, account: string, params: Record<string, string>): Response {
  const since = Number(params['since'] ?? 0) * 1000
  const data = wallOf(world, account)
    .posts.filter((post) => Date.parse(post.at) >= since)
    .slice(0, 25)
    .map((post) => ({
      id: post.format === 'video' ? (post.id.split('_')[1] ?? post.id) : post.id,
      message: post.text,
      description: post.text,
      created_time: post.at.replace('Z', '+0000'),
      permalink_url: post.url,
    }))
  return Response.json({ data })
}
