import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import type {
  PostContent,
  PostMedia,
  Publisher,
  PublishStep,
  PublishWork,
  StepResult,
} from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { callGraph } from '../_meta/graph.ts'
import { check, countText, limits } from './check.ts'
import { reach } from './client.ts'
import { reconcile } from './reconcile.ts'

const made = z.object({ id: vendorId })
const state = z.object({ status_code: z.string(), status: z.string().optional() })
const permalink = z.object({ permalink: z.string().optional() })
const usage = z.object({
  data: z.array(
    z.object({
      quota_usage: z.number(),
      config: z.object({ quota_total: z.number() }).optional(),
    }),
  ),
})
const defaultQuota = 100

/** Containers first, then one call that shows it. Source: Meta's content publishing documentation. */
export const publish: Publisher = {
  platform: 'instagram',
  formats: [
    { id: 'image', label: 'Picture' },
    { id: 'carousel', label: 'Carousel' },
    { id: 'reel', label: 'Reel' },
    { id: 'story', label: 'Story' },
  ],
  limits,
  options: [
    {
      name: 'shareToFeed',
      label: 'Show the reel in the feed, too',
      default: 'yes',
      choices: [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'Only under reels' },
      ],
    },
    { name: 'locationId', label: 'Place (its Facebook Page id)', default: '', choices: [] },
  ],
  check,
  countText,
  plan,
  run,
  reconcile,
  async quota(io) {
    const { graph } = reach(io)
    const { data } = await callGraph(io, graph, `${io.channel.externalId}/content_publishing_limit`, {
      query: { fields: 'quota_usage,config' },
      schema: usage,
    })
    return { used: data[0]?.quota_usage ?? 0, max: data[0]?.config?.quota_total ?? defaultQuota }
  },
  rate: { points: 100, perMs: 86_400_000 },
}

function plan({ format, media, firstComment }: PostContent): PublishStep[] {
  const quiet = (name: string, label: string): PublishStep => ({ name, label, effect: 'private' })
  const children =
    format === 'carousel'
      ? media.flatMap((one, at) => [
          quiet(`child:${at}`, `Upload ${one.kind === 'video' ? 'video' : 'picture'} ${at + 1}`),
          ...(one.kind === 'video' ? [quiet(`ready:${at}`, `Wait for video ${at + 1}`)] : []),
        ])
      : []
  return [
    ...children,
    quiet('container', format === 'carousel' ? 'Put the carousel together' : 'Upload'),
    quiet('ready', 'Wait until Instagram is ready'),
    { name: 'publish', label: 'Publish', effect: 'public' },
    quiet('link', 'Ask for the link'),
    ...(firstComment && format !== 'story'
      ? [{ name: 'comment', label: 'First comment', effect: 'public' } as const]
      : []),
  ]
}

async function run(io: ChannelIo, work: PublishWork): Promise<StepResult> {
  const { graph } = reach(io)
  const account = io.channel.externalId
  const { handles, content } = work
  const [kind = '', at] = work.step.name.split(':')
  switch (kind) {
    case 'child': {
      const media = must(content.media[Number(at)], 'medium')
      const query = { is_carousel_item: 'true', ...mediaQuery(work, media), ...typeOfChild(media) }
      const { id } = await callGraph(io, graph, `${account}/media`, { method: 'POST', query, schema: made })
      return { kind: 'done', handles: { [`child:${at}`]: id } }
    }
    case 'container': {
      const query = containerQuery(work)
      const { id } = await callGraph(io, graph, `${account}/media`, { method: 'POST', query, schema: made })
      return { kind: 'done', handles: { container: id } }
    }
    case 'ready':
      return askReady(io, must(handles[at === undefined ? 'container' : `child:${at}`], 'container'))
    case 'publish': {
      const query = { creation_id: must(handles['container'], 'container') }
      const path = `${account}/media_publish`
      const { id } = await callGraph(io, graph, path, { method: 'POST', query, schema: made, effect: true })
      return { kind: 'done', handles: { post: id }, post: { id } }
    }
    case 'link': {
      const id = must(handles['post'], 'post')
      const found = await callGraph(io, graph, id, { query: { fields: 'permalink' }, schema: permalink })
      return { kind: 'done', handles: {}, post: { id, ...(found.permalink ? { url: found.permalink } : {}) } }
    }
    default: {
      const path = `${must(handles['post'], 'post')}/comments`
      const query = { message: must(content.firstComment, 'first comment') }
      const { id } = await callGraph(io, graph, path, { method: 'POST', query, schema: made, effect: true })
      return { kind: 'done', handles: { comment: id } }
    }
  }
}

const mediaQuery = (work: PublishWork, media: PostMedia): Record<string, string> => ({
  [media.kind === 'video' ? 'video_url' : 'image_url']: work.url(media),
  ...(media.alt && media.kind === 'image' ? { alt_text: media.alt } : {}),
})
const typeOfChild = (media: PostMedia): Record<string, string> =>
  media.kind === 'video' ? { media_type: 'VIDEO' } : {}

function containerQuery(work: PublishWork): Record<string, string> {
  const { content, handles } = work
  const { format, options } = content
  const caption = {
    caption: content.text,
    ...(options['locationId'] ? { location_id: options['locationId'] } : {}),
  }
  if (format === 'carousel') {
    const children = content.media.map((_, at) => must(handles[`child:${at}`], 'part of the carousel'))
    return { media_type: 'CAROUSEL', children: children.join(','), ...caption }
  }
  const media = must(content.media[0], 'medium')
  if (format === 'story') return { media_type: 'STORIES', ...mediaQuery(work, media) }
  if (media.kind === 'image') return { ...mediaQuery(work, media), ...caption }
  return {
    media_type: 'REELS',
    share_to_feed: options['shareToFeed'] === 'no' ? 'false' : 'true',
    ...mediaQuery(work, media),
    ...caption,
  }
}

const askAgainMs = 5_000

async function askReady(io: ChannelIo, container: string): Promise<StepResult> {
  const { graph } = reach(io)
  const { status_code: code, status } = await callGraph(io, graph, container, {
    query: { fields: 'status_code,status' },
    schema: state,
  })
  if (code === 'IN_PROGRESS')
    return { kind: 'not_ready', againInMs: askAgainMs, detail: 'Instagram is preparing the media.' }
  if (code === 'FINISHED' || code === 'PUBLISHED') return { kind: 'done', handles: {} }
  throw new ConnectorError('rejected', `Instagram could not use this media: ${status ?? code}.`, {
    vendorCode: code,
  })
}
