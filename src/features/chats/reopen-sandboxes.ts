import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { findWorkspaces } from './across-orgs.ts'
import { sandboxHandle } from './connect-workspace.ts'

/** Sandboxes forget with the process; those of connected teams are there again before anybody acts in them. */
export async function reopenSandboxes(app: App): Promise<void> {
  for (const surface of app.surfaces.keys()) {
    const chat = app.sandbox?.chat(surface)
    if (!chat) continue
    for (const { org_id: orgId } of await findWorkspaces(app, surface, true))
      chat.workspace(await sandboxHandle(makeCtx(app, { orgId })))
  }
}
