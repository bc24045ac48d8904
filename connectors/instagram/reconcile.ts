import { z } from 'zod'
import type { ChannelIo } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import type { Evidence, PublishWork } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { callGraph } from '../_meta/graph.ts'
import { reach } from './client.ts'

const state = z.object({ status_code: z.string() })
const newest = z.object({
  data: z.array(
    z.object({
      id: vendorId,
      caption: z.string().optional(),
      timestamp: z.string().optional(),
      permalink: z.string().optional(),
    }),
  ),
})
const comments = z.object({ data: z.array(z.object({ id: vendorId, text: z.string().optional() })) })
const slackMs = 10_000

/**
 * A container can be published once, so its own state tells: PUBLISHED means it is out. One that is not may be
 * published again by the same id without a second post.
 */
export async function reconcile(io: ChannelIo, work: PublishWork & { since: Date }): Promise<Evidence> {
  const { graph } = reach(io)
  if (work.step.name === 'comment') return findComment(io, work)
  const container = must(work.handles['container'], 'container')
  const { status_code: code } = await callGraph(io, graph, container, {
    query: { fields: 'status_code' },
    schema: state,
  })
  if (code !== 'PUBLISHED')
    return { kind: 'not_published', why: `Instagram says that it is ${code.toLowerCase()}.` }
  const { data } = await callGraph(io, graph, `${io.channel.externalId}/media`, {
    query: { fields: 'id,caption,timestamp,permalink' },
    schema: newest,
  })
  const found = data.find(
    (one) =>
      Date.parse(one.timestamp ?? '') >= work.since.getTime() - slackMs &&
      (work.content.format === 'story' || (one.caption ?? '') === work.content.text),
  )
  // It is out, though the list does not show it yet: the container stands for it.
  const id = found?.id ?? container
  return {
    kind: 'published',
    post: { id, ...(found?.permalink ? { url: found.permalink } : {}) },
    handles: { post: id },
  }
}

async function findComment(io: ChannelIo, work: PublishWork): Promise<Evidence> {
  const { graph } = reach(io)
  const post = must(work.handles['post'], 'post')
  const { data } = await callGraph(io, graph, `${post}/comments`, {
    query: { fields: 'text' },
    schema: comments,
  })
  const found = data.find((one) => one.text === work.content.firstComment)
  return found
    ? { kind: 'published', post: { id: found.id }, handles: { comment: found.id } }
    : { kind: 'no_evidence' }
}
