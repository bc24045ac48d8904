import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import type { PostContent, Publisher, PublishStep, PublishWork, StepResult } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { callGraph } from '../_meta/graph.ts'
import { check, countText, limits } from './check.ts'
import { graphOfChannel } from './client.ts'
import { messageOf, reconcile } from './reconcile.ts'

const made = z.object({ id: vendorId })
const linked = z.object({ permalink_url: z.string().optional() })
const video = z.object({
  permalink_url: z.string().optional(),
  post_id: vendorId.optional(),
  status: z.object({ video_status: z.string() }).optional(),
})
const askAgainMs = 5_000

/** Photos are uploaded unseen, then one call shows the post. Source: Meta's Pages API documentation. */
export const publish: Publisher = {
  platform: 'facebook',
  formats: [
    { id: 'text', label: 'Post' },
    { id: 'link', label: 'Link' },
    { id: 'image', label: 'Photo' },
    { id: 'carousel', label: 'Photos' },
    { id: 'video', label: 'Video' },
  ],
  limits,
  check,
  countText,
  plan,
  run,
  reconcile,
  rate: { points: 250, perMs: 3_600_000 },
}

const isVideo = (content: PostContent) => content.media[0]?.kind === 'video'

function plan(content: PostContent): PublishStep[] {
  const comment: PublishStep[] = content.firstComment
    ? [{ name: 'comment', label: 'First comment', effect: 'public' }]
    : []
  if (isVideo(content))
    return [
      { name: 'video', label: 'Post the video', effect: 'public' },
      { name: 'ready', label: 'Wait for the video', effect: 'private' },
      ...comment,
    ]
  return [
    ...content.media.map((_, at): PublishStep => ({
      name: `photo:${at}`,
      label: `Upload photo ${at + 1}`,
      effect: 'private',
    })),
    { name: 'post', label: 'Post', effect: 'public' },
    { name: 'link', label: 'Ask for the link', effect: 'private' },
    ...comment,
  ]
}

async function run(io: ChannelIo, work: PublishWork): Promise<StepResult> {
  const graph = graphOfChannel(io)
  const page = io.channel.externalId
  const { content, handles } = work
  const [kind = '', at] = work.step.name.split(':')
  switch (kind) {
    case 'photo':
      return uploadPhoto(io, work, Number(at))
    case 'post': {
      const photos = content.media.map((_, index) => ({
        media_fbid: must(handles[`photo:${index}`], 'photo'),
      }))
      const body = {
        message: messageOf(content),
        ...(photos.length > 0 ? { attached_media: photos } : content.link ? { link: content.link } : {}),
      }
      const { id } = await callGraph(io, graph, `${page}/feed`, {
        method: 'POST',
        body,
        schema: made,
        effect: true,
      })
      return { kind: 'done', handles: { post: id }, post: { id } }
    }
    case 'video': {
      const body = { file_url: work.url(must(content.media[0], 'video')), description: messageOf(content) }
      const { id } = await callGraph(io, graph, `${page}/videos`, {
        method: 'POST',
        body,
        schema: made,
        effect: true,
      })
      return { kind: 'done', handles: { post: id }, post: { id } }
    }
    case 'ready':
      return askReady(io, must(handles['post'], 'video'))
    case 'link': {
      const id = must(handles['post'], 'post')
      const found = await callGraph(io, graph, id, { query: { fields: 'permalink_url' }, schema: linked })
      return {
        kind: 'done',
        handles: {},
        post: { id, ...(found.permalink_url ? { url: found.permalink_url } : {}) },
      }
    }
    default: {
      const body = { message: must(content.firstComment, 'first comment') }
      const path = `${must(handles['post'], 'post')}/comments`
      const { id } = await callGraph(io, graph, path, { method: 'POST', body, schema: made, effect: true })
      return { kind: 'done', handles: { comment: id } }
    }
  }
}

async function uploadPhoto(io: ChannelIo, work: PublishWork, at: number): Promise<StepResult> {
  const media = must(work.content.media[at], 'photo')
  const form = new FormData()
  form.set('published', 'false')
  if (media.alt) form.set('alt_text_custom', media.alt)
  const bytes = await work.bytes(media)
  form.set('source', new Blob([new Uint8Array(bytes)], { type: media.mime }), `photo.${media.mime.slice(6)}`)
  const path = `${io.channel.externalId}/photos`
  const { id } = await callGraph(io, graphOfChannel(io), path, { method: 'POST', body: form, schema: made })
  return { kind: 'done', handles: { [`photo:${at}`]: id } }
}

async function askReady(io: ChannelIo, id: string): Promise<StepResult> {
  const found = await callGraph(io, graphOfChannel(io), id, {
    query: { fields: 'status,permalink_url,post_id' },
    schema: video,
  })
  const said = found.status?.video_status
  if (said === 'processing')
    return { kind: 'not_ready', againInMs: askAgainMs, detail: 'Facebook is preparing the video.' }
  if (said === 'error') throw new ConnectorError('rejected', 'Facebook could not use this video.')
  const url = found.permalink_url
  return {
    kind: 'done',
    handles: {},
    post: { id: found.post_id ?? id, ...(url ? { url: absolute(url) } : {}) },
  }
}

const absolute = (url: string) => (url.startsWith('/') ? `https://www.facebook.com${url}` : url)
