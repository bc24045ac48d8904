import type { Command } from '#contracts/command.ts'
import type { Reply } from '#contracts/reply.ts'
import type { ChatInput } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { findCopy } from '#features/chats/index.ts'
import type { CopyRow } from '#features/chats/index.ts'
import type { Hearing } from './assistant/hearing.ts'
import { readButton } from './read-button.ts'
import { readLine } from './read-line.ts'
import { refusal } from './run-command.ts'

export type Resolved =
  | { kind: 'command'; command: Command; args: Record<string, string>; copy?: CopyRow }
  /** Typed among the team in the thread of a conversation. */
  | { kind: 'note'; conversationId: string; text: string; media: string[] }
  | { kind: 'reply'; reply: Reply; stale?: CopyRow }
  | { kind: 'nothing' }

/** What a member's act means: the command and its arguments, or what there is to say instead. */
export async function resolveAct(
  ctx: Ctx,
  input: ChatInput,
  media: string[],
  hearing: Hearing,
): Promise<Resolved> {
  const { act, place } = input
  switch (act.kind) {
    case 'line': {
      const answered = act.reply ? await findCopy(ctx, input, act.reply) : await findCopy(ctx, input, place)
      const about = answered && { type: answered.object_type, id: answered.object_id }
      const at = `${input.surface} ${place.channel} ${place.thread ?? ''} ${input.user.id}`
      return readLine(ctx, { text: act.text, media, place: at, hearing, ...(about ? { about } : {}) })
    }
    case 'command': {
      const command = ctx.commands.get(act.name)
      if (command) return { kind: 'command', command, args: act.args }
      return readLine(ctx, { text: act.name, media, hearing })
    }
    case 'press':
      return pressed(ctx, act.button, {}, await findCopy(ctx, input, act.message))
    case 'submit':
      return pressed(ctx, act.form, act.values, act.message && (await findCopy(ctx, input, act.message)))
    case 'thread_message': {
      const copy = await findCopy(ctx, input, place)
      if (copy?.object_type !== 'conversation') return { kind: 'nothing' }
      return { kind: 'note', conversationId: copy.object_id, text: act.text, media }
    }
    case 'start':
    case 'removed':
      return { kind: 'nothing' }
  }
}

async function pressed(
  ctx: Ctx,
  token: string,
  values: Record<string, string>,
  copy: CopyRow | undefined,
): Promise<Resolved> {
  const read = await readButton(ctx, token)
  if (read.kind === 'refused') {
    const isItsCard = copy && copy.object_type === read.stale?.type && copy.object_id === read.stale.id
    return { kind: 'reply', reply: read.reply, ...(isItsCard ? { stale: copy } : {}) }
  }
  const asked = read.ask?.map((field) => field.name) ?? []
  const missing = read.ask?.some((field) => field.required && !values[field.name]?.trim())
  if (missing)
    return {
      kind: 'reply',
      reply: refusal({ kind: 'text', tone: 'warn', text: `“${read.label}” needs more. Press it once more.` }),
    }
  // Only what the form asked for: a forged value cannot change what the button is about.
  const given = Object.fromEntries(
    asked.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  )
  return {
    kind: 'command',
    command: read.command,
    args: { ...read.args, ...given },
    ...(copy ? { copy } : {}),
  }
}
