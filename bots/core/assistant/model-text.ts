import type { Reply, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { redactText } from '#kernel/log.ts'
import { replyText } from '../reply-text.ts'

const longest = 6_000

/**
 * What the model reads of a reply: its text, and which tools go on from there. Addresses stay here (a link may be
 * somebody's key), and so do people's, where the question does not name them.
 */
export function modelText(ctx: Ctx, reply: Reply, question: string): string {
  const parts = reply.parts.flatMap((part) => forModel(ctx, part))
  return withoutPeople(redactText(replyText('', { parts })), question).slice(0, longest)
}

/** The part of a reply that holds facts, in which the numbers of a sentence are looked up. */
export const factsText = (reply: Reply): string =>
  replyText('', {
    parts: reply.parts.filter((part) => !['buttons', 'form', 'image', 'file'].includes(part.kind)),
  })

function forModel(ctx: Ctx, part: ReplyPart): ReplyPart[] {
  if (part.kind === 'image' || part.kind === 'form') return []
  if (part.kind === 'file') return [{ kind: 'text', text: `The file ${part.name} is shown to the person.` }]
  if (part.kind !== 'buttons') return [part]
  const buttons = part.buttons.filter(
    (button) => 'command' in button && ctx.commands.get(button.command.name)?.hidden !== true,
  )
  return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons }]
}

const people = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()/-]{6,}\d/g

function withoutPeople(text: string, question: string): string {
  const named = question.toLowerCase()
  return text.replaceAll(people, (found) =>
    named.includes(found.toLowerCase()) ? found : found.includes('@') ? '[e-mail address]' : '[phone number]',
  )
}
