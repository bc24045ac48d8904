import { createHash } from 'node:crypto'
import type { ChannelIo, Connector } from '#contracts/connector.ts'
import type { PostContent, PostMedia, PublishedRef, PublishStep } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'

/** Bytes that a vendor would take for a picture or a video by their size alone. */
export function medium(kind: 'image' | 'video', over: Partial<PostMedia> = {}): PostMedia {
  const bytes = over.bytes ?? 6000
  return {
    mediaId: `${kind}-${bytes}`,
    hash: createHash('sha256').update(`${kind}${bytes}`).digest('hex'),
    kind,
    mime: kind === 'image' ? 'image/jpeg' : 'video/mp4',
    bytes,
    width: 1080,
    height: kind === 'image' ? 1080 : 1920,
    ...(kind === 'video' ? { seconds: 12 } : {}),
    alt: '',
    part: 0,
    ...over,
  }
}

export const content = (over: Partial<PostContent> = {}): PostContent => ({
  format: 'text',
  text: 'First snow, first cocoa.',
  thread: [],
  media: [],
  options: {},
  ...over,
})

export interface Progress {
  handles: Record<string, string>
  done: string[]
  post?: PublishedRef
}

const bytesOf = (media: PostMedia) => new Uint8Array(media.bytes).fill(7)
const patience = 50

/** Runs the steps that are left, as the engine does: each once, handles kept, what is not ready asked again. */
export async function publishRest(
  connector: Connector,
  io: ChannelIo,
  post: PostContent,
  progress: Progress = { handles: {}, done: [] },
  url: (media: PostMedia) => string = () => 'https://desk.example/media/1',
): Promise<Progress> {
  const { publish } = connector
  for (const step of must(publish, 'publisher').plan(post)) {
    if (!progress.done.includes(step.name)) await runStep(connector, io, post, step, progress, url)
  }
  return progress
}

export async function runStep(
  connector: Connector,
  io: ChannelIo,
  post: PostContent,
  step: PublishStep,
  progress: Progress,
  url: (media: PostMedia) => string = () => 'https://desk.example/media/1',
): Promise<void> {
  for (let tried = 0; tried < patience; tried++) {
    const result = await must(connector.publish, 'publisher').run(io, {
      content: post,
      step,
      handles: progress.handles,
      targetId: 'target',
      bytes: (media, from = 0, to = media.bytes) => Promise.resolve(bytesOf(media).slice(from, to)),
      url,
    })
    if (result.kind === 'not_ready') continue
    Object.assign(progress.handles, result.handles)
    progress.done.push(step.name)
    if (result.post) progress.post = result.post
    return
  }
  throw new Error(`${step.name} was never ready`)
}
