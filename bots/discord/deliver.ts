import type { REST } from 'discord.js'
import { ChatError } from '#contracts/surface.ts'
import type { ChatInput, ChatPlace, ChatView, PostedMessage, WorkspaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { drawWithFiles } from './attach.ts'
import type { Drawn } from './attach.ts'
import { flags } from './components.ts'
import { failureOf, repeatable } from './failures.ts'
import { applicationOf } from './rest.ts'
import { channelOf, idOf, sendMessage } from './send-message.ts'

/** An interaction can be answered for a quarter of an hour; a little is kept for the way. */
const answerableMs = 15 * 60_000 - 10_000

export async function postView(
  rest: REST,
  io: WorkspaceIo,
  place: ChatPlace,
  view: ChatView,
): Promise<PostedMessage> {
  return sendMessage(rest, io, place, await drawWithFiles(io, view))
}

export async function updateView(
  rest: REST,
  io: WorkspaceIo,
  message: PostedMessage,
  view: ChatView,
): Promise<void> {
  const { message: body, files } = await drawWithFiles(io, view)
  const path = `/channels/${channelOf(message)}/messages/${message.message}` as const
  await repeatable(io.clock.now(), rest.patch(path, { body, files }))
}

export async function directPlace(rest: REST, io: WorkspaceIo, userId: string): Promise<ChatPlace> {
  const body = { recipient_id: userId }
  return { channel: idOf(await repeatable(io.clock.now(), rest.post('/users/@me/channels', { body }))) }
}

/** To an interaction: privately, or as a message of its own, which outlives the interaction. Else beside the words. */
export async function answerInput(
  rest: REST,
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  const { token } = input.handle
  if (token === undefined) return answerWords(rest, io, input, view)
  if (io.clock.now().getTime() - Date.parse(input.at) > answerableMs)
    throw new ChatError('expired', 'The time to answer there is over.')
  const drawn = await drawWithFiles(io, view)
  if (view.private) return answerPrivately(rest, io, input, drawn)
  try {
    const posted = await sendMessage(rest, io, placeOf(input), drawn, { key: input.key })
    await endWaiting(rest, io, input)
    return posted
  } catch (error) {
    // A slash command also works where the bot may not write: there only the asker can be told.
    if (!(error instanceof ChatError && (error.kind === 'permission' || error.kind === 'gone'))) throw error
    return answerPrivately(rest, io, input, drawn)
  }
}

const placeOf = ({ place: { channel, thread } }: ChatInput): ChatPlace => ({
  channel,
  ...(thread === undefined ? {} : { thread }),
})

const webhookOf = (io: WorkspaceIo, input: ChatInput) =>
  `/webhooks/${applicationOf(io.env)}/${input.handle['token'] ?? ''}` as const

async function answerPrivately(
  rest: REST,
  io: WorkspaceIo,
  input: ChatInput,
  { message, files }: Drawn,
): Promise<undefined> {
  const webhook = webhookOf(io, input)
  // The private "thinking …" becomes the answer; beside a card that was pressed it is a new, private message.
  const call =
    input.handle['deferred'] === 'reply'
      ? rest.patch(`${webhook}/messages/@original`, { body: message, files, auth: false })
      : rest.post(webhook, {
          body: { ...message, flags: message.flags | flags.ephemeral },
          files,
          auth: false,
        })
  await call.catch((error: unknown) => {
    const failure = failureOf(error, io.clock.now(), false)
    throw failure.kind === 'gone' ? new ChatError('expired', failure.message, { cause: error }) : failure
  })
  return undefined
}

/** The private "thinking …" says how far it is. */
export async function showWorking(
  rest: REST,
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<boolean> {
  if (input.handle['deferred'] !== 'reply') return false
  const { message: body } = await drawWithFiles(io, view)
  const path = `${webhookOf(io, input)}/messages/@original` as const
  await repeatable(io.clock.now(), rest.patch(path, { body, auth: false }))
  return true
}

/** The answer stands in the channel; what told the asker to wait goes. */
async function endWaiting(rest: REST, io: WorkspaceIo, input: ChatInput): Promise<void> {
  if (input.handle['deferred'] !== 'reply') return
  await rest
    .delete(`${webhookOf(io, input)}/messages/@original`, { auth: false })
    .catch((error: unknown) => io.log.debug({ reason: errorText(error) }, 'a waiting note stays'))
}

async function answerWords(
  rest: REST,
  io: WorkspaceIo,
  input: ChatInput,
  view: ChatView,
): Promise<PostedMessage | undefined> {
  const answers = input.handle['message']
  const drawn = await drawWithFiles(io, view)
  const sending = { key: input.key, ...(answers === undefined ? {} : { answers }) }
  if (!view.private || input.place.direct) return sendMessage(rest, io, placeOf(input), drawn, sending)
  try {
    const place = await directPlace(rest, io, input.user.id)
    return await sendMessage(rest, io, place, drawn, { key: input.key })
  } catch (error) {
    if (!(error instanceof ChatError && error.kind === 'permission')) throw error
    const hint: ChatView = {
      private: false,
      tone: undefined,
      parts: [
        {
          kind: 'text',
          text: 'I have an answer for you alone. Type /parley here, and only you will see it.',
        },
      ],
    }
    await sendMessage(rest, io, placeOf(input), await drawWithFiles(io, hint), sending)
    return undefined
  }
}
