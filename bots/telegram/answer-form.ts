import type { ReplyField } from '#contracts/reply.ts'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { forgetPrompt, promptOf } from '#bots/core/prompts.ts'
import type { ChatPrompt } from '#bots/core/prompts.ts'
import { receive } from '#bots/core/receive.ts'
import type { App } from '#kernel/app.ts'
import { ChatError } from '#contracts/surface.ts'
import { askField, optionText, promptPlace } from './ask-form.ts'
import { callTelegram } from './client.ts'
import { targetOf } from './place.ts'
import type { ReadUpdate } from './read-update.ts'
import { oneLine } from './text.ts'

type Typed = Extract<ReadUpdate, { kind: 'input' }>

/** True: it belonged to an open form. Any other message is what it says, and the form stays open. */
export async function takeAnswer(app: App, io: SurfaceIo, typed: Typed): Promise<boolean> {
  const { input } = typed
  if (input.act.kind !== 'line') return false
  const prompt = await promptOf(app, promptPlace(input))
  const field = prompt?.fields[prompt.at]
  if (!prompt || !field) return false
  if (typed.command === 'cancel') {
    await forgetPrompt(app, promptPlace(input))
    await say(io, input, 'Cancelled. Nothing was changed.')
    return true
  }
  const value = answerOf(field, prompt, typed, input.act.text)
  if (value === undefined) return false
  if ('again' in value) {
    await ask(app, io, input, prompt, value.again)
    return true
  }
  await goOn(app, io, input, prompt, value.values)
  return true
}

type Answer = { values: Record<string, string> } | { again: string }

/** undefined: meant for somebody else. */
function answerOf(field: ReplyField, prompt: ChatPrompt, typed: Typed, text: string): Answer | undefined {
  const { name, options = [] } = field
  if (typed.command === 'skip') return skip(field)
  if (typed.command !== undefined) return undefined
  const isReply = typed.reply !== undefined && typed.reply === prompt.asked
  const chosen = options.find((option) => [optionText(option), option.value].some((one) => same(one, text)))
  if (field.kind === 'choice' && options.length > 0) {
    // In a direct chat a key of the keyboard is sent as plain text.
    if (chosen && (isReply || typed.input.place.direct)) return { values: { [name]: chosen.value } }
    return isReply ? { again: 'Please choose one of the answers below.' } : undefined
  }
  if (!isReply) return undefined
  if (text.trim() === '') return field.required ? { again: 'Please answer with words.' } : { values: {} }
  return { values: { [name]: text } }
}

function skip({ name, value, required }: ReplyField): Answer {
  if (value !== undefined && value !== '') return { values: { [name]: value } }
  return required ? { again: 'This one is needed.' } : { values: {} }
}

const same = (a: string, b: string): boolean => oneLine(a).toLowerCase() === oneLine(b).toLowerCase()

async function goOn(
  app: App,
  io: SurfaceIo,
  input: ChatInput,
  prompt: ChatPrompt,
  given: Record<string, string>,
): Promise<void> {
  const values = { ...prompt.values, ...given }
  const at = prompt.at + 1
  if (at < prompt.fields.length) return ask(app, io, input, { ...prompt, at, values })
  const { form, message } = prompt
  await receive(app, { ...input, act: { kind: 'submit', form, values, ...(message ? { message } : {}) } })
  await forgetPrompt(app, promptPlace(input))
}

async function ask(
  app: App,
  io: SurfaceIo,
  input: ChatInput,
  prompt: ChatPrompt,
  again?: string,
): Promise<void> {
  try {
    await askField(app, io, input, prompt, again)
  } catch (error) {
    // The question before stays open: answering it once more asks this one again.
    if (!(error instanceof ChatError)) throw error
    io.log.info({ kind: error.kind }, 'a field could not be asked for')
  }
}

async function say(io: SurfaceIo, input: ChatInput, text: string): Promise<void> {
  const { chat_id: chat, ...place } = targetOf(input.place)
  try {
    await callTelegram(
      io,
      (api) =>
        api.sendMessage(chat, text, {
          ...place,
          reply_markup: { remove_keyboard: true, selective: true },
          reply_parameters: {
            message_id: Number(input.handle['message']),
            allow_sending_without_reply: true,
          },
        }),
      { effect: true },
    )
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    io.log.info({ kind: error.kind }, 'a few words were not said')
  }
}
