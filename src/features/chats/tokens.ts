import type { App } from '#kernel/app.ts'
import { newToken } from '#kernel/ids.ts'

/**
 * One-time addresses, stored hashed. `connect`: brings a workspace to the organisation. `person`: the member who
 * asked for it is the person who opens the bot with it. `link`: the person whom the bot gave it to is the member
 * who confirms it in the browser.
 */
export type ChatToken =
  | { kind: 'connect' | 'person'; surface: string; sandbox: boolean; orgId: string; memberId: string }
  | {
      kind: 'link'
      surface: string
      sandbox: boolean
      workspace: string | undefined
      userId: string
      userName: string
    }

const lifetimeMs = 15 * 60_000

export async function newChatToken(app: App, token: ChatToken): Promise<string> {
  const text = newToken()
  const now = app.clock.now()
  await app.systemDb.deleteFrom('chat_tokens').where('expires_at', '<', now).execute()
  await app.systemDb
    .insertInto('chat_tokens')
    .values({
      token_hash: app.secrets.hash(text),
      kind: token.kind,
      surface: token.surface,
      sandbox: token.sandbox,
      workspace: token.kind === 'link' ? (token.workspace ?? null) : null,
      user_id: token.kind === 'link' ? token.userId : null,
      user_name: token.kind === 'link' ? token.userName : null,
      org_id: token.kind === 'link' ? null : token.orgId,
      member_id: token.kind === 'link' ? null : token.memberId,
      expires_at: new Date(now.getTime() + lifetimeMs),
    })
    .execute()
  return text
}

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>

const readRow = (app: App, text: string) =>
  app.systemDb
    .selectFrom('chat_tokens')
    .selectAll()
    .where('token_hash', '=', app.secrets.hash(text))
    .where('expires_at', '>', app.clock.now())
    .executeTakeFirst()

/** What a token means, without using it. undefined: unknown, used, or older than 15 minutes. */
export async function readChatToken(app: App, text: string): Promise<ChatToken | undefined> {
  const row = await readRow(app, text)
  return row && toToken(row)
}

/** Takes a token: it is gone afterwards. */
export async function takeChatToken(app: App, text: string): Promise<ChatToken | undefined> {
  const row = await app.systemDb
    .deleteFrom('chat_tokens')
    .where('token_hash', '=', app.secrets.hash(text))
    .where('expires_at', '>', app.clock.now())
    .returningAll()
    .executeTakeFirst()
  return row && toToken(row)
}

function toToken(row: Row): ChatToken | undefined {
  const { surface, sandbox } = row
  if (row.kind === 'link') {
    if (row.user_id === null) return undefined
    const workspace = row.workspace ?? undefined
    return { kind: 'link', surface, sandbox, workspace, userId: row.user_id, userName: row.user_name ?? '' }
  }
  if (row.org_id === null || row.member_id === null) return undefined
  return { kind: row.kind, surface, sandbox, orgId: row.org_id, memberId: row.member_id }
}
