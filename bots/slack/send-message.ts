import type { WebClient } from '@slack/web-api'
import { ChatError } from '#contracts/surface.ts'
import type { ChatPlace, PostedMessage, WorkspaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { SlackMessage } from './blocks.ts'
import { failureOf } from './failures.ts'

const eventType = 'parley_message'

/** One message. When the answer is lost, the channel is asked whether it came: by our id in its metadata. */
export async function sendMessage(
  client: WebClient,
  io: WorkspaceIo,
  place: ChatPlace,
  message: SlackMessage,
): Promise<PostedMessage> {
  const ourId = newId()
  const begun = io.clock.now()
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread }
  try {
    const posted = await client.chat.postMessage({
      channel: place.channel,
      ...thread,
      ...message,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: eventType, event_payload: { our_id: ourId } },
    })
    return postedAt(posted.channel ?? place.channel, place, posted.ts)
  } catch (error) {
    const failure = failureOf(error, io.clock.now(), true)
    if (failure.kind !== 'outcome_unknown') throw failure
    const found = await findOurs(client, io, place, ourId, begun)
    if (found === undefined) throw failure
    return postedAt(place.channel, place, found)
  }
}

function postedAt(channel: string, place: ChatPlace, ts: string | undefined): PostedMessage {
  if (!ts) throw new ChatError('outcome_unknown', 'Slack posted it without saying where.')
  return { channel, message: ts, ...(place.thread === undefined ? {} : { thread: place.thread }) }
}

/** That it is not in the list proves nothing: undefined leaves the outcome unknown. */
async function findOurs(
  client: WebClient,
  io: WorkspaceIo,
  place: ChatPlace,
  ourId: string,
  begun: Date,
): Promise<string | undefined> {
  const asked = {
    channel: place.channel,
    oldest: String(begun.getTime() / 1000 - 60),
    limit: 15,
    include_all_metadata: true,
  }
  try {
    const { messages = [] } =
      place.thread === undefined
        ? await client.conversations.history(asked)
        : await client.conversations.replies({ ...asked, ts: place.thread })
    const ours = messages.find(
      ({ metadata }) =>
        (metadata?.event_payload as Record<string, unknown> | undefined)?.['our_id'] === ourId,
    )
    return ours?.ts
  } catch (error) {
    io.log.warn({ reason: errorText(error) }, 'Slack could not be asked whether a message arrived')
    return undefined
  }
}
