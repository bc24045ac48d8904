import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireMember } from '#kernel/ctx.ts'
import { conflict, notFound, precondition } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import { emit } from '#kernel/outbox.ts'
import { findWorkspace } from './across-orgs.ts'
import { configuredSurface } from './connect-workspace.ts'
import { chatsChanged } from './events.ts'
import type { LinkView, PendingLinkView } from './schema.ts'
import { newChatToken, readChatToken, takeChatToken } from './tokens.ts'
import type { ChatToken } from './tokens.ts'

export interface Person {
  surface: string
  sandbox: boolean
  workspace: string | undefined
  userId: string
  userName: string
}

/** From now on this person of a chat acts as the member of `ctx`. */
export async function linkPerson(ctx: Ctx, person: Person, how: string): Promise<void> {
  const memberId = requireMember(ctx)
  const surface = ctx.surfaces.get(person.surface)
  const workspace = surface?.globalUsers ? '' : (person.workspace ?? '')
  await inTransaction(ctx, async (tx) => {
    const now = tx.clock.now()
    const link = await tx.db
      .insertInto('chat_links')
      .values({
        org_id: tx.orgId,
        id: newId(),
        surface: person.surface,
        sandbox: person.sandbox,
        workspace,
        user_id: person.userId,
        member_id: memberId,
        name: person.userName,
        created_at: now,
        used_at: now,
      })
      .onConflict((oc) =>
        oc
          .columns(['org_id', 'surface', 'sandbox', 'workspace', 'user_id'])
          .doUpdateSet({ member_id: memberId, name: person.userName, used_at: now }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, {
      verb: 'chats.link',
      objectType: 'chat_link',
      objectId: link.id,
      summary: `linked ${surface?.name ?? person.surface} user ${person.userName} ${how}`,
      details: { surface: person.surface, user: person.userId },
    })
    emit(tx, chatsChanged, link.id, { what: 'link', id: link.id, surface: person.surface })
  })
}

/** Where a signed-in member opens the bot, which then knows who they are. */
export async function beginLink(
  ctx: Ctx,
  input: { surface: string; sandbox?: boolean },
): Promise<{ url: string }> {
  const memberId = requireMember(ctx)
  const sandbox = input.sandbox ?? false
  const surface = configuredSurface(ctx, input.surface, sandbox)
  if (!surface.connectUrl)
    throw precondition(`Write to the bot in ${surface.name}: it answers with a link for you alone.`)
  const { orgId } = ctx
  const token = await newChatToken(ctx.app, { kind: 'person', surface: surface.id, sandbox, orgId, memberId })
  return { url: await surface.connectUrl(makeSurfaceIo(ctx, surface, sandbox), token, 'person') }
}

type LinkToken = Extract<ChatToken, { kind: 'link' }>

/** Whom a link from a chat would make the signed-in member's. Changes nothing. */
export async function pendingLink(ctx: Ctx, text: string): Promise<PendingLinkView> {
  requireMember(ctx)
  const token = await readChatToken(ctx.app, text)
  if (token?.kind !== 'link') throw notFound('link, or it is too old. Write to the bot again for a new one')
  const workspace = await workspaceOfToken(ctx, token)
  return {
    surface: token.surface,
    surfaceName: ctx.surfaces.get(token.surface)?.name ?? token.surface,
    name: token.userName,
    workspace: workspace?.name ?? null,
  }
}

/** The signed-in member says that they are the person whom the bot gave the link to. Once. */
export async function confirmLink(ctx: Ctx, text: string): Promise<PendingLinkView> {
  const pending = await pendingLink(ctx, text)
  const token = await takeChatToken(ctx.app, text)
  if (token?.kind !== 'link') throw conflict('This link was used already.')
  await linkPerson(ctx, token, 'by a link from the chat')
  return pending
}

async function workspaceOfToken(ctx: Ctx, token: LinkToken) {
  if (token.workspace === undefined) return undefined
  const workspace = await findWorkspace(ctx.app, token.surface, token.sandbox, token.workspace)
  if (workspace?.org_id !== ctx.orgId)
    throw precondition(
      'This chat belongs to another team. Switch to that team first, then open the link again.',
    )
  return workspace
}

/** The signed-in member's own links. */
export async function listLinks(ctx: Ctx): Promise<LinkView[]> {
  const memberId = requireMember(ctx)
  const rows = await ctx.db
    .selectFrom('chat_links')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    surface: row.surface,
    surfaceName: ctx.surfaces.get(row.surface)?.name ?? row.surface,
    name: row.name,
    sandbox: row.sandbox,
    linkedAt: row.created_at.toISOString(),
  }))
}

export async function unlink(ctx: Ctx, input: { linkId: string }): Promise<void> {
  const memberId = requireMember(ctx)
  await inTransaction(ctx, async (tx) => {
    const gone = await tx.db
      .deleteFrom('chat_links')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', input.linkId)
      .where('member_id', '=', memberId)
      .returning(['id', 'surface', 'name'])
      .executeTakeFirst()
    if (!gone) throw notFound('link')
    await audit(tx, {
      verb: 'chats.unlink',
      objectType: 'chat_link',
      objectId: gone.id,
      summary: `unlinked ${gone.surface} user ${gone.name}`,
    })
    emit(tx, chatsChanged, gone.id, { what: 'link', id: gone.id, surface: gone.surface })
  })
}

/** The organisation that a person acted in last is the one that their direct messages go to. */
export async function touchLink(ctx: Ctx, linkId: string): Promise<void> {
  await ctx.db
    .updateTable('chat_links')
    .set({ used_at: ctx.clock.now() })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', linkId)
    .execute()
}
