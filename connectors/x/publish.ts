import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import type { PostContent, Publisher, PublishStep, PublishWork, StepResult } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { callX } from './client.ts'
import { check, cost, countText, limits, partsOf } from './check.ts'
import { reconcile } from './reconcile.ts'
import { appendAnswer, initAnswer, postAnswer, uploadState } from './schema.ts'

/** X takes up to 1,000 segments; this keeps a request small and a repeat cheap. */
const chunkBytes = 4 * 1024 * 1024

export const publish: Publisher = {
  platform: 'x',
  formats: [
    { id: 'text', label: 'Post' },
    { id: 'link', label: 'Post with a link' },
    { id: 'image', label: 'Pictures' },
    { id: 'video', label: 'Video' },
    { id: 'thread', label: 'Thread' },
  ],
  limits,
  options: [
    {
      name: 'replies',
      label: 'Who may reply',
      default: 'everyone',
      choices: [
        { value: 'everyone', label: 'Everyone' },
        { value: 'following', label: 'Accounts you follow' },
        { value: 'mentionedUsers', label: 'Accounts you mention' },
        { value: 'verified', label: 'Verified accounts' },
      ],
    },
    { name: 'quote', label: 'Quotes the post (its link or id)', default: '', choices: [] },
  ],
  check,
  countText,
  cost,
  plan,
  run,
  reconcile,
  rate: { points: 100, perMs: 15 * 60_000 },
}

function plan(content: PostContent): PublishStep[] {
  const uploads = content.media.flatMap((one, at): PublishStep[] => {
    const what = `${one.kind === 'video' ? 'video' : 'picture'} ${at + 1}`
    const chunks = Math.max(1, Math.ceil(one.bytes / chunkBytes))
    const step = (name: string, label: string): PublishStep => ({
      name: `media:${at}:${name}`,
      label,
      effect: 'private',
    })
    return [
      step('init', `Announce ${what}`),
      ...Array.from({ length: chunks }, (_, chunk) => step(`append:${chunk}`, `Upload ${what}`)),
      step('finalize', `Finish ${what}`),
      ...(one.kind === 'video' ? [step('status', `Wait for ${what}`)] : []),
      ...(one.alt && one.kind === 'image' ? [step('alt', `Describe ${what}`)] : []),
    ]
  })
  const parts = partsOf(content).map((_, part): PublishStep => ({
    name: `post:${part}`,
    label: part === 0 ? 'Post' : `Post part ${part + 1}`,
    effect: 'public',
  }))
  const comment: PublishStep[] = content.firstComment
    ? [{ name: 'comment', label: 'First comment', effect: 'public' }]
    : []
  return [...uploads, ...parts, ...comment]
}

function run(io: ChannelIo, work: PublishWork): Promise<StepResult> {
  const [kind = '', at = '', act = '', chunk = ''] = work.step.name.split(':')
  if (kind === 'media') return upload(io, work, Number(at), act, Number(chunk))
  if (kind === 'comment')
    return post(io, work, must(work.content.firstComment, 'first comment'), {
      after: must(work.handles['post:0'], 'the post'),
      handle: 'comment',
    })
  const part = Number(at)
  return post(io, work, must(partsOf(work.content)[part], 'part of the thread'), {
    ...(part > 0 ? { after: must(work.handles[`post:${part - 1}`], 'the part before') } : {}),
    handle: `post:${part}`,
    part,
  })
}

async function post(
  io: ChannelIo,
  work: PublishWork,
  text: string,
  where: { after?: string; handle: string; part?: number },
): Promise<StepResult> {
  const { part, after, handle } = where
  const mediaIds = work.content.media.flatMap((one, at) =>
    one.part === part ? [must(work.handles[`media:${at}`], 'upload')] : [],
  )
  const { replies, quote } = work.content.options
  const quoted = part === 0 ? /(\d{5,})\s*$/.exec(quote ?? '')?.[1] : undefined
  const { data } = await callX(io, io.credentials['accessToken'], '/2/tweets', {
    method: 'POST',
    effect: true,
    schema: postAnswer,
    body: {
      text: text.normalize('NFC'),
      ...(mediaIds.length > 0 ? { media: { media_ids: mediaIds } } : {}),
      ...(after ? { reply: { in_reply_to_tweet_id: after } } : {}),
      ...(quoted ? { quote_tweet_id: quoted } : {}),
      ...(part === 0 && replies && replies !== 'everyone' ? { reply_settings: replies } : {}),
    },
  })
  const handles = { [handle]: data.id }
  return part === 0
    ? { kind: 'done', handles, post: { id: data.id, url: postUrl(io, data.id) } }
    : { kind: 'done', handles }
}

export const postUrl = (io: ChannelIo, id: string): string => {
  const { username } = io.channel.settings
  return `https://x.com/${typeof username === 'string' ? username : 'i'}/status/${id}`
}

async function upload(
  io: ChannelIo,
  work: PublishWork,
  at: number,
  act: string,
  chunk: number,
): Promise<StepResult> {
  const media = must(work.content.media[at], 'medium')
  const token = io.credentials['accessToken']
  const id = work.handles[`media:${at}`] ?? ''
  switch (act) {
    case 'init': {
      const { data } = await callX(io, token, '/2/media/upload/initialize', {
        method: 'POST',
        schema: initAnswer,
        body: { media_type: media.mime, total_bytes: media.bytes, media_category: categoryOf(media) },
      })
      return { kind: 'done', handles: { [`media:${at}`]: data.id } }
    }
    case 'append': {
      const from = chunk * chunkBytes
      const bytes = await work.bytes(media, from, Math.min(media.bytes, from + chunkBytes))
      const form = new FormData()
      form.set('segment_index', String(chunk))
      form.set('media', new Blob([new Uint8Array(bytes)]), 'media')
      await callX(io, token, `/2/media/upload/${id}/append`, {
        method: 'POST',
        schema: appendAnswer,
        body: form,
      })
      return { kind: 'done', handles: {} }
    }
    case 'finalize':
      return readState(
        await callX(io, token, `/2/media/upload/${id}/finalize`, { method: 'POST', schema: uploadState }),
        true,
      )
    case 'status':
      return readState(
        await callX(io, token, '/2/media/upload', {
          query: { command: 'STATUS', media_id: id },
          schema: uploadState,
        }),
        false,
      )
    default:
      await callX(io, token, '/2/media/metadata', {
        method: 'POST',
        schema: appendAnswer,
        body: { id, metadata: { alt_text: { text: media.alt } } },
      })
      return { kind: 'done', handles: {} }
  }
}

const categoryOf = (media: { kind: string; mime: string }) =>
  media.kind === 'video' ? 'tweet_video' : media.mime === 'image/gif' ? 'tweet_gif' : 'tweet_image'

/** After `finalize` the status step waits; before it, nothing does. */
function readState(
  answer: {
    data: {
      processing_info?:
        | {
            state: string
            check_after_secs?: number | undefined
            error?: { message?: string | undefined } | undefined
          }
        | undefined
    }
  },
  finalized: boolean,
): StepResult {
  const info = answer.data.processing_info
  if (info?.state === 'failed')
    throw new ConnectorError(
      'rejected',
      `X could not use this video: ${info.error?.message ?? 'no reason given'}.`,
    )
  if (!finalized && info && info.state !== 'succeeded')
    return {
      kind: 'not_ready',
      againInMs: (info.check_after_secs ?? 2) * 1000,
      detail: 'X prepares the video.',
    }
  return { kind: 'done', handles: {} }
}
