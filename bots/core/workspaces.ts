import type { App } from '#kernel/app.ts'
import { findWorkspace, findWorkspaces, openWorkspace } from '#features/chats/index.ts'
import type { OpenedWorkspace } from '#features/chats/index.ts'

export { connectFound, moveWorkspace } from '#features/chats/index.ts'

/** Workspaces of a surface over all organisations, opened; for its gateway or sockets. */
export async function listWorkspaces(
  app: App,
  surface: string,
  sandbox: boolean,
): Promise<OpenedWorkspace[]> {
  return (await findWorkspaces(app, surface, sandbox)).map((row) => openWorkspace(app, row))
}

/** A connected workspace by the vendor's id of it. */
export async function workspaceOf(
  app: App,
  surface: string,
  sandbox: boolean,
  externalId: string,
): Promise<OpenedWorkspace | undefined> {
  const row = await findWorkspace(app, surface, sandbox, externalId)
  return row && openWorkspace(app, row)
}
