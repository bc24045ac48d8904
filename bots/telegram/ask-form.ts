import type { ForceReply, ReplyKeyboardMarkup } from 'grammy/types'
import type { ReplyField } from '#contracts/reply.ts'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { savePrompt } from '#bots/core/prompts.ts'
import type { ChatPrompt, PromptPlace } from '#bots/core/prompts.ts'
import type { App } from '#kernel/app.ts'
import { callTelegram } from './client.ts'
import { comfort, limits } from './limits.ts'
import { targetOf } from './place.ts'
import { clean, cut, escapeHtml, isBlank, oneLine } from './text.ts'

const mostOptions = 60

export const promptPlace = (input: ChatInput): PromptPlace => ({
  surface: 'telegram',
  sandbox: input.sandbox,
  channel: input.place.channel,
  userId: input.user.id,
})

/** Telegram has no forms: the fields are asked one after the other, each by a message that wants a reply. */
export async function askField(
  app: App,
  io: SurfaceIo,
  input: ChatInput,
  prompt: ChatPrompt,
  again?: string,
): Promise<void> {
  const field = prompt.fields[prompt.at]
  if (!field) return
  const html = questionOf(prompt, field, input, again)
  const { chat_id: chat, ...place } = targetOf(input.place)
  const sent = await callTelegram(
    io,
    (api) =>
      api.sendMessage(chat, html, {
        ...place,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_markup: markupOf(field),
      }),
    { effect: true },
  )
  await savePrompt(app, promptPlace(input), { ...prompt, asked: String(sent.message_id) })
}

/** In a group only the one who is named gets the keyboard or the reply field. */
function questionOf(
  prompt: ChatPrompt,
  field: ReplyField,
  { user, place }: ChatInput,
  again?: string,
): string {
  const { length } = prompt.fields
  const count = length > 1 ? ` (${prompt.at + 1} of ${length})` : ''
  const who = place.direct
    ? ''
    : `<a href="tg://user?id=${escapeHtml(user.id)}">${escapeHtml(cut(oneLine(user.name), 60))}</a>: `
  const value =
    field.value === undefined || isBlank(field.value) ? undefined : cut(clean(field.value).trim(), 2000)
  const leave = value !== undefined ? '/skip keeps it. ' : field.required ? '' : '/skip leaves it out. '
  const lines = [
    again === undefined ? undefined : `⚠️ ${escapeHtml(again)}`,
    `<b>${escapeHtml(cut(oneLine(prompt.title), 200))}</b>${count}`,
    `${who}${escapeHtml(cut(oneLine(field.label), 300))}`,
    field.hint === undefined ? undefined : `<i>${escapeHtml(cut(oneLine(field.hint), 300))}</i>`,
    value === undefined ? undefined : `<blockquote>${escapeHtml(value)}</blockquote>`,
    `<i>Reply to this message. ${leave}/cancel stops.</i>`,
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}

function markupOf(field: ReplyField): ForceReply | ReplyKeyboardMarkup {
  const hint = cut(oneLine(field.hint ?? field.label), limits.placeholder)
  const placeholder = isBlank(hint) ? {} : { input_field_placeholder: hint }
  const options = field.options ?? []
  if (field.kind !== 'choice' || options.length === 0)
    return { force_reply: true, selective: true, ...placeholder }
  return {
    keyboard: options.slice(0, mostOptions).map((option) => [{ text: optionText(option) }]),
    one_time_keyboard: true,
    resize_keyboard: true,
    selective: true,
    ...placeholder,
  }
}

export function optionText({ value, label }: { value: string; label: string }): string {
  const text = cut(oneLine(label), comfort.label)
  return isBlank(text) ? cut(oneLine(value), comfort.label) || '–' : text
}
