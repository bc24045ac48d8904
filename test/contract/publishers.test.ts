/**
 * Every connector that publishes keeps the contract of src/contracts/publisher.ts, against its own sandbox: each
 * format it names goes out once, failures are classified, a lost answer is found again, and its checks stop what
 * the platform would refuse.
 */
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import type { PostContent, PostFormatId, PostMedia } from '#contracts/publisher.ts'
import type { SandboxFault } from '#contracts/sandbox.ts'
import { must } from '#kernel/assert.ts'
import { atSandbox } from './at-sandbox.ts'
import type { AtSandbox } from './at-sandbox.ts'
import { loadConnectors } from './candidates.ts'
import { content, medium, publishRest, runStep } from './publish-all.ts'
import type { Progress } from './publish-all.ts'

const publishers = (await loadConnectors()).filter(({ connector }) => connector.publish)
const texts = ['<b>&amp; "quotes" \\ ‮ reversed', 'naïve café 👩‍👩‍👧 ①', 'a\nb\n\nc', "'; drop table posts; --"]

test('somebody publishes', () => {
  expect(publishers.length).toBeGreaterThan(0)
})

/** Serves media as our own server would to a platform that fetches. */
function mediaServer(): Promise<{ url: (media: PostMedia) => string; close: () => void }> {
  return new Promise((resolve) => {
    const server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        fetch(request) {
          const [, , size = '0', mime = ''] = new URL(request.url).pathname.split('/')
          return new Response(new Uint8Array(Number(size)).fill(7), {
            headers: { 'content-type': decodeURIComponent(mime), 'content-length': size },
          })
        },
      },
      ({ port }) =>
        resolve({
          url: (media) => `http://127.0.0.1:${port}/media/${media.bytes}/${encodeURIComponent(media.mime)}`,
          close: () => server.close(),
        }),
    )
  })
}

describe.each(publishers)('$id', ({ connector }) => {
  const publish = must(connector.publish, 'publisher')
  let at: AtSandbox
  let media: Awaited<ReturnType<typeof mediaServer>>
  let accounts = 0
  beforeAll(async () => {
    ;[at, media] = await Promise.all([atSandbox(connector), mediaServer()])
  })
  afterAll(async () => {
    media.close()
    await at.close()
  })

  const formats = publish.formats.map((format) => format.id)
  const needsMedia = publish.limits.media.min > 0
  const sample = (format: PostFormatId, text: string): PostContent => {
    const image = (n: number) => medium('image', { bytes: 5000 + n, alt: `Picture ${n}` })
    const many = [image(1), image(2), image(3)]
    switch (format) {
      case 'text':
        return content({ format, text })
      case 'link':
        return content({ format, text, link: 'https://fern.example/snow' })
      case 'thread':
        return content({ format, text, thread: [`${text} (2)`, `${text} (3)`] })
      case 'carousel':
        return content({ format, text, media: many })
      case 'image':
        return content({ format, text, media: [image(1)] })
      case 'story':
        return content({ format, text: '', media: [image(1)] })
      default:
        return content({ format, text, media: [medium('video', { bytes: 9_000_000 })] })
    }
  }
  const open = () => at.connect(`account${++accounts}`, 'https://desk.example')
  const postsOf = (io: ChannelIo) => at.sandbox.posts?.(io.channel.externalId) ?? []
  const simplest = formats.includes('text') ? 'text' : must(formats[0], 'format')
  const rest = (io: ChannelIo, post: PostContent, progress?: Progress) =>
    publishRest(connector, io, post, progress, media.url)
  /** The step that puts it before readers. */
  const publicStep = (post: PostContent) =>
    must(
      publish.plan(post).find((step) => step.effect === 'public'),
      'public step',
    )

  test.each(formats)('%s goes out once, and says where it is', async (format) => {
    const io = await open()
    const post = sample(format, `Our ${format} of today`)
    expect(publish.check(post).filter((check) => check.level === 'stop')).toEqual([])
    const progress = await rest(io, post)
    const out = postsOf(io)
    expect(out.length).toBe(format === 'thread' ? 3 : 1)
    expect(progress.post?.id).toMatch(/\w/)
    expect(out.map((one) => one.id)).toContain(progress.post?.id)
    const names = publish.plan(post).map((step) => step.name)
    expect(new Set(names).size).toBe(names.length)
    await rest(io, post, progress)
    expect(postsOf(io)).toHaveLength(out.length)
  })

  test('pictures carry their description', async () => {
    if (!formats.includes('image')) return
    const io = await open()
    await rest(io, sample('image', 'With a description'))
    expect(postsOf(io)[0]?.media).toMatchObject([{ kind: 'image', alt: 'Picture 1' }])
  })

  test('text arrives as written, whatever it holds', async () => {
    const io = await open()
    for (const text of texts) {
      await rest(io, sample(simplest, text))
      expect(postsOf(io)[0]?.text).toBe(text.normalize('NFC'))
    }
  })

  test('a first comment follows the post', async () => {
    const io = await open()
    const post = { ...sample(simplest, 'Look below'), firstComment: 'More at our shop.' }
    if (publish.check(post).some((check) => check.field === 'firstComment')) return
    await rest(io, post)
    const said = postsOf(io).flatMap((one) => [one.text, ...one.comments])
    expect(said).toContain('More at our shop.')
  })

  test.each<[string, SandboxFault, string]>([
    ['expired token', { kind: 'expire_token', times: 1 }, 'auth_expired'],
    ['too fast', { kind: 'rate_limit', times: 1, retryAfterSeconds: 120 }, 'rate_limited'],
    ['trouble', { kind: 'server_error', times: 1 }, 'unavailable|outcome_unknown|bad_response'],
    ['an HTML page', { kind: 'html_page', times: 1 }, 'unavailable|outcome_unknown|bad_response'],
  ])('%s before the post is told as it is', async (_, fault, kind) => {
    const io = await open()
    const post = sample(simplest, 'Will fail first')
    const progress: Progress = { handles: {}, done: [] }
    const step = publicStep(post)
    for (const before of publish.plan(post)) {
      if (before.name === step.name) break
      await runStep(connector, io, post, before, progress, media.url)
    }
    at.sandbox.fault({ ...fault, account: io.channel.externalId })
    const error: unknown = await runStep(connector, io, post, step, progress, media.url).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(ConnectorError)
    expect((error as ConnectorError).kind).toMatch(new RegExp(`^(${kind})$`))
    expect(postsOf(io)).toHaveLength(0)
    await rest(io, post, progress)
    expect(postsOf(io)).toHaveLength(1)
  })

  test('an answer lost after the work is unknown, and found again', async () => {
    const io = await open()
    const post = sample(simplest, 'The answer gets lost')
    const progress: Progress = { handles: {}, done: [] }
    const step = publicStep(post)
    for (const before of publish.plan(post)) {
      if (before.name === step.name) break
      await runStep(connector, io, post, before, progress, media.url)
    }
    const since = new Date(at.io.clock.now().getTime() - 1_000)
    at.sandbox.fault({ kind: 'drop_answer', times: 1, account: io.channel.externalId })
    const error: unknown = await runStep(connector, io, post, step, progress, media.url).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ kind: 'outcome_unknown' })
    const work = {
      content: post,
      step,
      handles: progress.handles,
      targetId: 'target',
      since,
      bytes: () => Promise.resolve(new Uint8Array()),
      url: media.url,
    }
    const evidence = await publish.reconcile?.(io, work)
    expect(evidence).toMatchObject({ kind: 'published', post: { id: postsOf(io)[0]?.id } })
    expect(postsOf(io)).toHaveLength(1)
  })

  test('that a post is not to be seen is no evidence', async () => {
    const io = await open()
    const post = sample(simplest, 'Never sent')
    const step = publicStep(post)
    const progress: Progress = { handles: {}, done: [] }
    for (const before of publish.plan(post)) {
      if (before.name === step.name) break
      await runStep(connector, io, post, before, progress, media.url)
    }
    const evidence = await publish.reconcile?.(io, {
      content: post,
      step,
      handles: progress.handles,
      targetId: 'target',
      since: at.io.clock.now(),
      bytes: () => Promise.resolve(new Uint8Array()),
      url: media.url,
    })
    expect(evidence?.kind).not.toBe('published')
    if (!needsMedia) expect(evidence).toEqual({ kind: 'no_evidence' })
  })

  test('its check stops a text exactly where the platform refuses it', async () => {
    const io = await open()
    const most = publish.limits.textMax
    for (const text of ['x'.repeat(most), 'x'.repeat(most + 1)]) {
      const post = sample(simplest, text)
      const stops = publish.check(post).some((check) => check.level === 'stop')
      const refused = await rest(io, post).then(
        () => false,
        (error: unknown) => error instanceof ConnectorError && error.kind === 'rejected',
      )
      expect({ length: text.length, refused }).toEqual({ length: text.length, refused: stops })
    }
  })
})
