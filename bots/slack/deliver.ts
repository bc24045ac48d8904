import type { WebClient } from '@slack/web-api'
import { ChatError } from '#contracts/surface.ts'
import type { ChatInput, ChatPlace, ChatView, PostedMessage, WorkspaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import type { SlackMessage } from './blocks.ts'
import { makeClient } from './client.ts'
import { failureOf } from './failures.ts'
import { render } from './render.ts'
import type { RenderOptions } from './render.ts'
import { respond } from './respond.ts'
import { sendMessage } from './send-message.ts'
import { shareFiles } from './upload.ts'
import type { Uploads } from './upload.ts'

/** A call that may be made twice: an edit, a private word, a look. */
async function repeatable<T>(io: WorkspaceIo, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw failureOf(error, io.clock.now(), false)
  }
}

export const workspaceClient = (io: WorkspaceIo): Promise<WebClient> =>
  makeClient(io, io.workspace.credentials['botToken'])

export async function postView(
  io: WorkspaceIo,
  uploads: Uploads,
  place: ChatPlace,
  view: ChatView,
): Promise<PostedMessage> {
  const client = await workspaceClient(io)
  const images = await uploads.images(client, io, view)
  const [first, ...rest] = render(view, { images })
  if (!first) throw new ChatError('rejected', 'There is nothing to post.')
  const posted = await sendMessage(client, io, place, first)
  const below = { channel: posted.channel, thread: place.thread ?? posted.message }
  try {
    for (const message of rest) await sendMessage(client, io, below, message)
    await shareFiles(client, io, view, below)
  } catch (error) {
    // The view stands; a failure told here would have all of it posted again.
    io.log.warn({ reason: errorText(error) }, 'the rest of a long message was not posted')
  }
  return posted
}

export async function updateView(
  io: WorkspaceIo,
  uploads: Uploads,
  message: PostedMessage,
  view: ChatView,
): Promise<void> {
  const client = await workspaceClient(io)
  const images = await uploads.images(client, io, view)
  const [only] = render(view, { images, place: 'one' })
  if (!only) return
  const { channel, message: ts } = message
  await repeatable(io, () => client.chat.update({ channel, ts, ...only }))
}

/** Where the act was done: the App Home, privately beside the message, or as a message of its own. */
export async function answerInput(
  io: WorkspaceIo,
  uploads: Uploads,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  if (input.handle['home']) return publishHome(io, uploads, input, view)
  const { place, handle } = input
  if (view.private && !place.direct) return answerPrivately(io, uploads, input, view)
  const thread = handle['thread'] ?? place.thread
  try {
    return await postView(io, uploads, { channel: place.channel, ...(thread ? { thread } : {}) }, view)
  } catch (error) {
    // A slash command also works where the bot is no member: there only the asker can be told.
    const shut = error instanceof ChatError && (error.kind === 'permission' || error.kind === 'gone')
    if (!shut || !handle['slash']) throw error
    return answerPrivately(io, uploads, input, view)
  }
}

async function publishHome(
  io: WorkspaceIo,
  uploads: Uploads,
  input: ChatInput,
  view: ChatView,
): Promise<undefined> {
  const client = await workspaceClient(io)
  const images = await uploads.images(client, io, view)
  const [home] = render(view, { images, place: 'home' })
  await repeatable(io, () =>
    client.views.publish({ user_id: input.user.id, view: { type: 'home', blocks: home?.blocks ?? [] } }),
  )
  return undefined
}

async function answerPrivately(
  io: WorkspaceIo,
  uploads: Uploads,
  input: ChatInput,
  view: ChatView,
): Promise<undefined> {
  const client = await workspaceClient(io)
  const images = await uploads.images(client, io, view)
  const options: RenderOptions = { images }
  for (const message of render(view, options)) {
    // Slack does not know by the response address who asks, so pictures of ours are refused there.
    const url = images.size === 0 ? input.handle['responseUrl'] : undefined
    if (url !== undefined && (await respond(io, { url, since: input.at }, message))) continue
    await whisper(client, io, input, message)
  }
  if (view.parts.some(({ kind }) => kind === 'file')) {
    const { channel } = await directPlace(io, input.user.id)
    await shareFiles(client, io, view, { channel })
  }
  return undefined
}

async function whisper(
  client: WebClient,
  io: WorkspaceIo,
  { place, user }: ChatInput,
  message: SlackMessage,
): Promise<void> {
  const thread = place.thread === undefined ? {} : { thread_ts: place.thread }
  await repeatable(io, () =>
    client.chat.postEphemeral({ channel: place.channel, user: user.id, ...thread, ...message }),
  )
}

export async function directPlace(io: WorkspaceIo, userId: string): Promise<ChatPlace> {
  const client = await workspaceClient(io)
  const { channel } = await repeatable(io, () => client.conversations.open({ users: userId }))
  if (!channel?.id) throw new ChatError('gone', 'Slack knows no direct messages with this person.')
  return { channel: channel.id }
}
