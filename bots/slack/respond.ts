import { ChatError } from '#contracts/surface.ts'
import type { WorkspaceIo } from '#contracts/surface.ts'
import { apiUrlOf } from './client.ts'
import type { SlackMessage } from './blocks.ts'

const timeoutMs = 10_000
const livesMs = 30 * 60_000

/** The address comes out of a payload: it must be Slack's, or that of the API we were told to use. */
function isSlacks(io: WorkspaceIo, url: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin } = new URL(url)
  return origin === 'https://hooks.slack.com' || origin === new URL(apiUrlOf(io.env)).origin
}

/**
 * Answers by the address that came with the act: five times within half an hour, only to the person who acted.
 * False when it takes no answers any more.
 */
export async function respond(
  io: WorkspaceIo,
  to: { url: string; since: string },
  message: SlackMessage,
): Promise<boolean> {
  if (!isSlacks(io, to.url)) throw new ChatError('rejected', 'This is not an address of Slack.')
  if (io.clock.now().getTime() - Date.parse(to.since) > livesMs) return false
  const response = await fetch(to.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    // One who is told the same twice is better off than one who is told nothing.
    throw new ChatError('unavailable', 'Slack did not say whether the answer came through.', {
      cause: error,
    })
  })
  await response.body?.cancel()
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? 1)
    const retryAt = new Date(io.clock.now().getTime() + seconds * 1000)
    throw new ChatError('rate_limited', 'Slack asks us to slow down.', { retryAt })
  }
  if (response.status >= 500) throw new ChatError('unavailable', 'Slack does not answer. We try again soon.')
  return response.ok
}
