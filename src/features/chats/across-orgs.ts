import type { Selectable } from 'kysely'
import type { Role } from '#contracts/scopes.ts'
import type { App } from '#kernel/app.ts'
import type { ButtonTable, WorkspaceTable } from './tables.ts'

/*
 * What must look beyond one organisation: whose workspace an act came from, who a person of a vendor is, and
 * what a button's token means. Nothing here is shown to anybody before it is compared with the asker.
 */

export type WorkspaceRow = Selectable<WorkspaceTable>
export type ButtonRow = Selectable<ButtonTable>

const keptMs = 5_000
const routeKey = (surface: string, sandbox: boolean, externalId: string) =>
  `chat-workspace:${surface}:${sandbox}:${externalId}`

/** A connected workspace by the vendor's id of it. */
export async function findWorkspace(
  app: App,
  surface: string,
  sandbox: boolean,
  externalId: string,
): Promise<WorkspaceRow | undefined> {
  const key = routeKey(surface, sandbox, externalId)
  const row = await app.cache.get(key, keptMs, () =>
    app.systemDb
      .selectFrom('chat_routes as r')
      .innerJoin('chat_workspaces as w', (join) =>
        join.onRef('w.org_id', '=', 'r.org_id').onRef('w.id', '=', 'r.workspace_id'),
      )
      .selectAll('w')
      .where('r.surface', '=', surface)
      .where('r.sandbox', '=', sandbox)
      .where('r.external_id', '=', externalId)
      .executeTakeFirst(),
  )
  // It may be connected the next moment.
  if (!row) await app.cache.delete(key)
  return row
}

export const forgetWorkspace = (
  app: App,
  row: Pick<WorkspaceRow, 'surface' | 'sandbox' | 'external_id'>,
): Promise<void> => app.cache.delete(routeKey(row.surface, row.sandbox, row.external_id))

export function findWorkspaces(app: App, surface: string, sandbox: boolean): Promise<WorkspaceRow[]> {
  return app.systemDb
    .selectFrom('chat_workspaces')
    .selectAll()
    .where('surface', '=', surface)
    .where('sandbox', '=', sandbox)
    .where('state', '=', 'active')
    .execute()
}

export interface FoundLink {
  orgId: string
  linkId: string
  memberId: string
  name: string
  role: Role
}

/**
 * Who a vendor's person is: in the workspace's organisation, or, where there is no workspace, in the one that
 * they acted in last.
 */
export async function findLink(
  app: App,
  who: {
    surface: string
    sandbox: boolean
    userId: string
    workspace?: { orgId: string; externalId: string }
  },
): Promise<FoundLink | undefined> {
  let query = app.systemDb
    .selectFrom('chat_links as l')
    .innerJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'l.org_id').onRef('m.id', '=', 'l.member_id'),
    )
    .select(['l.org_id as orgId', 'l.id as linkId', 'm.id as memberId', 'm.name', 'm.role'])
    .where('l.surface', '=', who.surface)
    .where('l.sandbox', '=', who.sandbox)
    .where('l.user_id', '=', who.userId)
    .where('m.active', '=', true)
    .orderBy('l.used_at', 'desc')
    .limit(1)
  query = who.workspace
    ? query
        .where('l.org_id', '=', who.workspace.orgId)
        .where('l.workspace', 'in', ['', who.workspace.externalId])
    : query.where('l.workspace', '=', '')
  return query.executeTakeFirst()
}

/** The member of an organisation whose account has this id. */
export function findMemberOfUser(
  app: App,
  orgId: string,
  userId: string,
): Promise<{ memberId: string; name: string; role: Role } | undefined> {
  return app.systemDb
    .selectFrom('members')
    .select(['id as memberId', 'name', 'role'])
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .where('active', '=', true)
    .executeTakeFirst()
}

export function findMember(
  app: App,
  orgId: string,
  memberId: string,
): Promise<{ memberId: string; name: string; role: Role } | undefined> {
  return app.systemDb
    .selectFrom('members')
    .select(['id as memberId', 'name', 'role'])
    .where('org_id', '=', orgId)
    .where('id', '=', memberId)
    .where('active', '=', true)
    .executeTakeFirst()
}

export function findButton(app: App, token: string): Promise<ButtonRow | undefined> {
  return app.systemDb.selectFrom('card_buttons').selectAll().where('token', '=', token).executeTakeFirst()
}
