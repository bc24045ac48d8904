import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { forgetWorkspace } from './across-orgs.ts'
import type { WorkspaceRow } from './across-orgs.ts'
import { chatsChanged } from './events.ts'
import type { WorkspaceState } from './tables.ts'
import { getWorkspaceRow, surfaceOf, workspaceIo } from './workspace-io.ts'

/** What was posted stays there; nothing more is read from it or written to it. */
export async function disconnectWorkspace(ctx: Ctx, input: { workspaceId: string }): Promise<void> {
  requireScope(ctx, 'chats:write')
  const row = await getWorkspaceRow(ctx, input.workspaceId)
  if (row.state === 'disconnected') return
  await setState(ctx, row, 'disconnected', 'Disconnected by a member of the team.', 'disconnected')
  await ctx.app.systemDb.deleteFrom('chat_routes').where('workspace_id', '=', row.id).execute()
  await forgetWorkspace(ctx.app, row)
}

/** The bot was removed or its token does not work: called by whoever learns it from the vendor. Idempotent. */
export async function markWorkspaceLost(ctx: Ctx, workspaceId: string, reason: string): Promise<void> {
  const row = await getWorkspaceRow(ctx, workspaceId)
  if (row.state !== 'active') return
  await setState(ctx, row, 'reconnect', reason, 'lost its connection to')
  await forgetWorkspace(ctx.app, row)
}

/** Asks the vendor whether the token and the permissions work. */
export async function testWorkspace(
  ctx: Ctx,
  input: { workspaceId: string },
): Promise<Array<{ name: string; ok: boolean; detail: string }>> {
  requireScope(ctx, 'chats:read')
  const row = await getWorkspaceRow(ctx, input.workspaceId)
  const io = workspaceIo(ctx.app, { surface: row.surface, sandbox: row.sandbox, workspace: row })
  return surfaceOf(ctx, row.surface).health(io)
}

async function setState(
  ctx: Ctx,
  row: WorkspaceRow,
  state: WorkspaceState,
  reason: string,
  done: string,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('chat_workspaces')
      .set({ state, state_reason: reason })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', row.id)
      .execute()
    await audit(tx, {
      verb: `chats.${state}`,
      objectType: 'chat',
      objectId: row.id,
      summary: `${done} ${row.name}`,
    })
    emit(tx, chatsChanged, row.id, { what: 'workspace', id: row.id, surface: row.surface, state })
  })
}
