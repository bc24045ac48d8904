import { z } from 'zod'
import type { ChannelIo } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import type { Evidence, PostContent, PublishWork } from '#contracts/publisher.ts'
import { must } from '#kernel/assert.ts'
import { callGraph } from '../_meta/graph.ts'
import { graphOfChannel } from './client.ts'

const newest = z.object({
  data: z.array(
    z.object({
      id: vendorId,
      message: z.string().optional(),
      description: z.string().optional(),
      permalink_url: z.string().optional(),
    }),
  ),
})
const slackSeconds = 10

/** A link stands in the text where photos take the place of its card. */
export function messageOf({ text, link, media }: PostContent): string {
  return link && media.length > 0 && !text.includes(link) ? `${text}\n${link}`.trim() : text
}

/** Looks for our words among what the Page posted since; that it is not there proves nothing. */
export async function reconcile(io: ChannelIo, work: PublishWork & { since: Date }): Promise<Evidence> {
  const { step, handles, content } = work
  const comment = step.name === 'comment'
  const video = step.name === 'video'
  const path = comment
    ? `${must(handles['post'], 'post')}/comments`
    : `${io.channel.externalId}/${video ? 'videos' : 'feed'}`
  const since = String(Math.floor(work.since.getTime() / 1000) - slackSeconds)
  const { data } = await callGraph(io, graphOfChannel(io), path, {
    query: {
      fields: video ? 'id,description,permalink_url' : comment ? 'id,message' : 'id,message,permalink_url',
      since,
    },
    schema: newest,
  })
  const wanted = comment ? content.firstComment : messageOf(content)
  const taken = new Set(Object.values(handles))
  const found = data.find((one) => !taken.has(one.id) && (one.message ?? one.description ?? '') === wanted)
  if (!found || wanted === '') return { kind: 'no_evidence' }
  const url = found.permalink_url
  return {
    kind: 'published',
    post: { id: found.id, ...(url ? { url } : {}) },
    handles: { [comment ? 'comment' : 'post']: found.id },
  }
}
