import type { ChannelIo } from '#contracts/connector.ts'
import type { Evidence, PublishWork } from '#contracts/publisher.ts'
import { callX } from './client.ts'
import { partsOf } from './check.ts'
import { postUrl } from './publish.ts'
import { timelineAnswer } from './schema.ts'

/** Clocks differ a little. */
const slackMs = 10_000
const newest = 5

/** Looks at our own newest posts. That it is not among them proves nothing: reads may lag behind. */
export async function reconcile(io: ChannelIo, work: PublishWork & { since: Date }): Promise<Evidence> {
  const { step, content, handles } = work
  const part = step.name === 'comment' ? undefined : Number(step.name.split(':')[1])
  const text = part === undefined ? content.firstComment : partsOf(content)[part]
  const after = part === undefined ? handles['post:0'] : part > 0 ? handles[`post:${part - 1}`] : undefined
  const { data = [] } = await callX(
    io,
    io.credentials['accessToken'],
    `/2/users/${encodeURIComponent(io.channel.externalId)}/tweets`,
    {
      schema: timelineAnswer,
      query: { max_results: String(newest), 'tweet.fields': 'created_at,referenced_tweets' },
    },
  )
  const taken = new Set(Object.values(handles))
  const found = data.find(
    (one) =>
      !taken.has(one.id) &&
      Date.parse(one.created_at ?? '') >= work.since.getTime() - slackMs &&
      sameWords(one.text, text ?? '') &&
      repliesTo(one) === after,
  )
  if (!found) return { kind: 'no_evidence' }
  const handle = part === undefined ? 'comment' : `post:${part}`
  return {
    kind: 'published',
    post: part === 0 ? { id: found.id, url: postUrl(io, found.id) } : { id: found.id },
    handles: { [handle]: found.id },
  }
}

const repliesTo = (one: { referenced_tweets?: Array<{ type: string; id: string }> | undefined }) =>
  one.referenced_tweets?.find((other) => other.type === 'replied_to')?.id

/** X shortens links, adds one for media, and escapes `&<>`: what is left must be the same. */
function sameWords(theirs: string, ours: string): boolean {
  const plain = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(/https?:\/\/\S+|\b[\w-]+(\.[\w-]+)+(\/\S*)?/g, '')
      .normalize('NFC')
      .replace(/\s+/g, ' ')
      .trim()
  return plain(theirs) === plain(ours)
}
