import type { ChatPurpose } from '#contracts/card.ts'
import type { ConnectedWorkspace, Surface } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { conflict } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { forgetWorkspace } from './across-orgs.ts'
import { chatsChanged } from './events.ts'
import { sealCredentials } from './workspace-io.ts'

/** A group that somebody brings the bot to is where they want to see the work. */
const ofWholeGroup: ChatPurpose[] = ['approvals', 'publishing', 'alerts']

/** A workspace belongs to one organisation; connecting it again (a new token) mends it. */
export async function storeWorkspace(
  ctx: Ctx,
  surface: Surface,
  found: ConnectedWorkspace,
  sandbox: boolean,
): Promise<{ id: string }> {
  requireScope(ctx, 'chats:write')
  const known = await ctx.db
    .selectFrom('chat_workspaces')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('surface', '=', surface.id)
    .where('external_id', '=', found.externalId)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst()
  const id = known?.id ?? newId()
  await refuseOfOthers(ctx, surface.id, found, sandbox)
  const facts = {
    name: found.name,
    state: 'active' as const,
    state_reason: null,
    credentials: sealCredentials(ctx, id, found.credentials),
    settings: JSON.stringify(found.settings),
    connected_by: ctx.memberId ?? null,
  }
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .insertInto('chat_workspaces')
      .values({ org_id: tx.orgId, id, surface: surface.id, external_id: found.externalId, sandbox, ...facts })
      .onConflict((oc) => oc.columns(['org_id', 'surface', 'external_id', 'sandbox']).doUpdateSet(facts))
      .execute()
    if (surface.connect === 'deep_link') await addWholeGroup(tx, id, found)
    await audit(tx, {
      verb: 'chats.connect',
      objectType: 'chat',
      objectId: id,
      summary: `connected ${surface.name} ${found.name}`,
    })
    emit(tx, chatsChanged, id, { what: 'workspace', id, surface: surface.id, state: 'active' })
  })
  await storeRoute(ctx, surface.id, found, sandbox, id)
  await forgetWorkspace(ctx.app, { surface: surface.id, sandbox, external_id: found.externalId })
  return { id }
}

async function addWholeGroup(tx: Ctx, workspaceId: string, found: ConnectedWorkspace): Promise<void> {
  await tx.db
    .insertInto('chat_channels')
    .values({
      org_id: tx.orgId,
      workspace_id: workspaceId,
      channel: found.externalId,
      name: found.name,
      purposes: ofWholeGroup,
    })
    .onConflict((oc) => oc.columns(['org_id', 'workspace_id', 'channel']).doUpdateSet({ name: found.name }))
    .execute()
}

/** Told without saying whose it is. */
async function refuseOfOthers(
  ctx: Ctx,
  surface: string,
  found: ConnectedWorkspace,
  sandbox: boolean,
): Promise<void> {
  const route = await ctx.app.systemDb
    .selectFrom('chat_routes')
    .select('org_id')
    .where('surface', '=', surface)
    .where('external_id', '=', found.externalId)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst()
  if (route && route.org_id !== ctx.orgId)
    throw conflict(`${found.name} is connected to another organisation. Disconnect it there first.`)
}

/** Two may connect the same workspace at once: the route's key lets one win, the other's row is closed again. */
async function storeRoute(
  ctx: Ctx,
  surface: string,
  found: ConnectedWorkspace,
  sandbox: boolean,
  id: string,
): Promise<void> {
  await ctx.app.systemDb
    .insertInto('chat_routes')
    .values({ surface, external_id: found.externalId, sandbox, org_id: ctx.orgId, workspace_id: id })
    .onConflict((oc) => oc.columns(['surface', 'external_id', 'sandbox']).doNothing())
    .execute()
  try {
    await refuseOfOthers(ctx, surface, found, sandbox)
  } catch (error) {
    await ctx.db
      .updateTable('chat_workspaces')
      .set({ state: 'disconnected', state_reason: 'Connected elsewhere meanwhile.' })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .execute()
    throw error
  }
}
