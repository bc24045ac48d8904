import type { App } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { findWorkspace, forgetWorkspace } from './across-orgs.ts'
import { chatsChanged } from './events.ts'

/**
 * The vendor gave a workspace another id (a Telegram group that became a supergroup). What was posted under the old
 * one cannot be reached any more. Idempotent; told by the vendor, so that nobody's scope is asked.
 */
export async function moveWorkspace(
  app: App,
  surface: string,
  sandbox: boolean,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const row = await findWorkspace(app, surface, sandbox, from)
  if (!row || (await findWorkspace(app, surface, sandbox, to))) return
  await inTransaction(makeCtx(app, { orgId: row.org_id }), async (tx) => {
    await tx.db
      .updateTable('chat_workspaces')
      .set({ external_id: to })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', row.id)
      .execute()
    await tx.db
      .updateTable('chat_channels')
      .set({ channel: to })
      .where('org_id', '=', tx.orgId)
      .where('workspace_id', '=', row.id)
      .where('channel', '=', from)
      .execute()
    await tx.db
      .updateTable('cards')
      .set({ state: 'gone', reason: 'The group has another id now.' })
      .where('org_id', '=', tx.orgId)
      .where('workspace_id', '=', row.id)
      .where('channel', '=', from)
      .where('state', '=', 'posted')
      .execute()
    await audit(tx, {
      verb: 'chats.move',
      objectType: 'chat',
      objectId: row.id,
      summary: `followed ${row.name} to its new id`,
    })
    emit(tx, chatsChanged, row.id, { what: 'workspace', id: row.id, surface, state: row.state })
  })
  await app.systemDb
    .updateTable('chat_routes')
    .set({ external_id: to })
    .where('workspace_id', '=', row.id)
    .execute()
  await forgetWorkspace(app, row)
}
