import type { Command } from '#contracts/command.ts'
import type { Reply, ReplyButton, ReplyField, ReplyPart } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { findButton } from '#features/chats/index.ts'
import type { ButtonRow } from '#features/chats/index.ts'
import { refusal } from './run-command.ts'

export type ReadButton =
  | {
      kind: 'ready'
      label: string
      command: Command
      args: Record<string, string>
      ask: ReplyField[] | undefined
    }
  /** `stale`: the card that it stands on shows an old state. */
  | { kind: 'refused'; reply: Reply; stale?: { type: string; id: string } }

/** What a pressed button means for this member, now. */
export async function readButton(ctx: Ctx, token: string): Promise<ReadButton> {
  const row = await findButton(ctx.app, token)
  // Another organisation's button is no button: nothing of it is told.
  if (row?.org_id !== ctx.orgId) return refuse('This button does not work here, or is too old.')
  if (row.member_id !== null && row.member_id !== ctx.memberId)
    return refuse('This was shown to somebody else. Ask for it yourself, then the buttons are yours.')
  const command = ctx.commands.get(row.command)
  if (!command || row.expires_at <= ctx.clock.now()) return refuse('This button is too old.', row)
  if (await isStale(ctx, row, command)) {
    const { reply } = refuse(
      'This has changed meanwhile, so nothing was done. Look at the newest first.',
      row,
    )
    return { kind: 'refused', reply, ...(row.object_type && row.object_id ? { stale: objectOf(row) } : {}) }
  }
  return { kind: 'ready', label: row.label, command, args: row.args, ask: row.ask ?? undefined }
}

/** Looking is always allowed; what changes something is done to the state that the person saw. */
async function isStale(ctx: Ctx, row: ButtonRow, command: Command): Promise<boolean> {
  if (!command.writes || row.object_version === null || row.object_type === null || row.object_id === null)
    return false
  const version = await ctx.cards.get(row.object_type)?.version?.(ctx, row.object_id)
  return version !== undefined && version !== row.object_version
}

const objectOf = (row: ButtonRow) => ({ type: row.object_type ?? '', id: row.object_id ?? '' })

function refuse(text: string, row?: ButtonRow): { kind: 'refused'; reply: Reply } {
  const said: ReplyPart = { kind: 'text', tone: 'warn', text }
  if (!row?.object_type || !row.object_id) return { kind: 'refused', reply: refusal(said) }
  const newest: ReplyButton = { label: 'Show the newest', command: { name: 'card', args: objectOf(row) } }
  return { kind: 'refused', reply: refusal(said, { kind: 'buttons', buttons: [newest] }) }
}
