import { graphError } from './sandbox-errors.ts'
import { answerAccountInsights, answerMediaInsights } from './sandbox-figures-instagram.ts'
import { followersNow } from './sandbox-insights.ts'
import type { PublishCall } from './sandbox-publish.ts'
import { addPost, measuredPost, newId, wallOf } from './sandbox-wall.ts'
import type { Container } from './sandbox-wall.ts'
import { usernameOf } from './sandbox-world.ts'
import type { MetaWorld } from './sandbox-world.ts'

const megabyte = 1024 * 1024
const dayMs = 86_400_000
const quota = 100

/** Containers, their states, publishing by id, comments, quota. Source: Meta's content publishing docs. */
export async function answerInstagram(
  world: MetaWorld,
  account: string,
  call: PublishCall,
): Promise<Response | undefined> {
  const { edge, method, node, params } = call
  const wall = wallOf(world, account)
  if (call.own || node === account) {
    if (edge === 'insights') return answerAccountInsights({ world, account, node, params })
    if (edge === undefined && params['fields'] === 'followers_count')
      return Response.json({ id: account, followers_count: followersNow(world, account) })
    if (edge === 'media' && method === 'POST') return makeContainer(world, account, params)
    if (edge === 'media') return Response.json({ data: wall.posts.slice(0, 25).map(postFields) })
    if (edge === 'media_publish') return publish(world, account, params['creation_id'] ?? '')
    if (edge === 'content_publishing_limit')
      return Response.json({
        data: [
          { quota_usage: recent(world, account), config: { quota_total: quota, quota_duration: 86_400 } },
        ],
      })
    return undefined
  }
  if (edge === 'insights') {
    const measured = measuredPost(world, account, node, ['media'])
    return measured && answerMediaInsights({ world, account, node, params }, measured)
  }
  const container = wall.containers.get(node)
  if (container && edge === undefined)
    return Response.json({ id: node, ...stateOf(world, account, container) })
  const post = wall.posts.find((one) => one.id === node)
  if (!post) return undefined
  if (edge === undefined) return Response.json(postFields(post))
  if (edge !== 'comments') return undefined
  if (method === 'GET')
    return Response.json({ data: post.comments.map((text, at) => ({ id: `${node}${at}`, text })) })
  post.comments.push(params['message'] ?? '')
  return Response.json({ id: newId(world, account, 'comment') })
}

const postFields = (post: { id: string; text: string; at: string; url: string }) => ({
  id: post.id,
  caption: post.text,
  timestamp: post.at.replace('Z', '+0000'),
  permalink: post.url,
})

function recent(world: MetaWorld, account: string): number {
  const since = world.options.clock.now().getTime() - dayMs
  return wallOf(world, account).posts.filter((post) => Date.parse(post.at) > since).length
}

async function makeContainer(
  world: MetaWorld,
  account: string,
  params: Record<string, string>,
): Promise<Response> {
  const {
    caption = '',
    media_type: type,
    children,
    image_url: image,
    video_url: video,
    alt_text: alt,
  } = params
  const wall = wallOf(world, account)
  if (caption.length > 2200) return graphError(36003, 'The caption was too long.', { subcode: 2207010 })
  if ((caption.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > 30)
    return graphError(36003, 'The caption has too many hashtags.', { subcode: 2207010 })
  const id = newId(world, account, 'container')
  const base = { id, caption, pendingFor: 0, failed: false, child: params['is_carousel_item'] === 'true' }
  if (type === 'CAROUSEL') {
    const items = (children ?? '').split(',').map((one) => wall.containers.get(one))
    if (items.length < 2 || items.length > 10 || items.some((one) => !one?.child || one.pendingFor > 0))
      return graphError(100, 'The children of the carousel are not valid.', { subcode: 2207023 })
    const media = items.flatMap((one) => one?.media ?? [])
    wall.containers.set(id, { ...base, kind: 'carousel', media })
    return Response.json({ id })
  }
  const address = video ?? image
  if (address === undefined) return graphError(100, 'image_url or video_url is required')
  const refused = await fetchMedia(address, video === undefined ? 'image' : 'video')
  if (refused) return refused
  const kind: Container['kind'] = type === 'STORIES' ? 'story' : video === undefined ? 'image' : 'video'
  const medium = {
    kind: video === undefined ? ('image' as const) : ('video' as const),
    url: address,
    ...(alt === undefined ? {} : { alt }),
  }
  wall.containers.set(id, { ...base, kind, media: [medium], pendingFor: video === undefined ? 0 : 1 })
  return Response.json({ id })
}

/** Meta fetches the file itself, without our credentials, and looks at what it is. */
async function fetchMedia(address: string, kind: 'image' | 'video'): Promise<Response | undefined> {
  const answer = await fetch(address, { redirect: 'error' }).catch(() => undefined)
  const bytes = answer?.ok ? (await answer.arrayBuffer()).byteLength : 0
  if (!answer?.ok)
    return graphError(9004, 'The media could not be fetched from this URI.', { subcode: 2207052 })
  const mime = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const fits = kind === 'image' ? mime === 'image/jpeg' : ['video/mp4', 'video/quicktime'].includes(mime)
  const most = (kind === 'image' ? 8 : 300) * megabyte
  if (!fits) return graphError(36001, `The media type ${mime} is not supported.`, { subcode: 2207005 })
  return bytes > most ? graphError(36001, 'The file is too large.', { subcode: 2207004 }) : undefined
}

function stateOf(world: MetaWorld, account: string, container: Container) {
  if (container.publishedAs) return { status_code: 'PUBLISHED', status: 'Published' }
  if (container.failed) return { status_code: 'ERROR', status: 'Error: Media upload has failed' }
  if (world.faults.take(account, 'never_ready')) return { status_code: 'IN_PROGRESS', status: 'In progress' }
  if (container.pendingFor > 0) {
    container.pendingFor -= 1
    return { status_code: 'IN_PROGRESS', status: 'In progress' }
  }
  return { status_code: 'FINISHED', status: 'Finished: Media has been uploaded' }
}

function publish(world: MetaWorld, account: string, id: string): Response {
  const container = wallOf(world, account).containers.get(id)
  if (!container || container.child)
    return graphError(24, 'The requested resource does not exist', { subcode: 2207006 })
  if (container.publishedAs)
    return graphError(100, 'This container was published already.', { subcode: 2207008 })
  if (container.pendingFor > 0) return graphError(9007, 'The media is not ready for publishing, please wait.')
  if (recent(world, account) >= quota)
    return graphError(9, 'The user reached the maximum number of posts.', { subcode: 2207042, status: 403 })
  const postId = newId(world, account, 'media')
  container.publishedAs = postId
  addPost(world, account, {
    id: postId,
    format: container.kind,
    text: container.kind === 'story' ? '' : container.caption,
    media: container.media,
    url: `https://www.instagram.com/${container.kind === 'story' ? 'stories' : 'p'}/${usernameOf(world, account)}-${postId.slice(-6)}/`,
  })
  return Response.json({ id: postId })
}
