import type { Ctx } from '#kernel/app.ts'
import { newToken } from '#kernel/ids.ts'

/** A write that a program asked for: it runs only when the same caller says so a second time. */
export interface Confirmation {
  command: string
  args: Record<string, unknown>
}

const lifetimeMs = 10 * 60_000

export async function askConfirmation(ctx: Ctx, wish: Confirmation): Promise<string> {
  const token = newToken()
  await ctx.db
    .insertInto('chat_confirmations')
    .values({
      org_id: ctx.orgId,
      token_hash: ctx.secrets.hash(token),
      caller: callerOf(ctx),
      command: wish.command,
      args: JSON.stringify(wish.args),
      expires_at: new Date(ctx.clock.now().getTime() + lifetimeMs),
    })
    .execute()
  return token
}

/** Takes it: once, by who asked, within ten minutes. undefined: there is none. */
export async function redeemConfirmation(ctx: Ctx, token: string): Promise<Confirmation | undefined> {
  const row = await ctx.db
    .deleteFrom('chat_confirmations')
    .where('org_id', '=', ctx.orgId)
    .where('token_hash', '=', ctx.secrets.hash(token))
    .where('caller', '=', callerOf(ctx))
    .where('expires_at', '>', ctx.clock.now())
    .returning(['command', 'args'])
    .executeTakeFirst()
  return row && { command: row.command, args: row.args }
}

const callerOf = (ctx: Ctx) => `${ctx.actor.kind}:${ctx.actor.id ?? ''}`
