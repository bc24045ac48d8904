import type { ConnectedWorkspace, Surface, WorkspaceIo } from '#contracts/surface.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import { chartPicture } from '#features/charts/index.ts'
import { readMedia } from '#features/media/index.ts'
import type { WorkspaceRow } from './across-orgs.ts'

export type OpenedWorkspace = ConnectedWorkspace & { id: string; orgId: string }

export const surfaceOf = (app: Pick<App, 'surfaces'>, id: string): Surface =>
  must(app.surfaces.get(id), `chat surface ${id}`)

/** Whether this program can talk to it: a sandbox may be off, a surface may have gone. */
export const isReachable = (
  services: Pick<App, 'surfaces' | 'sandbox'>,
  { surface, sandbox }: { surface: string; sandbox: boolean },
): boolean => services.surfaces.has(surface) && (!sandbox || services.sandbox?.chat(surface) !== undefined)

export function openWorkspace(app: Pick<App, 'secrets'>, row: WorkspaceRow): OpenedWorkspace {
  return {
    id: row.id,
    orgId: row.org_id,
    externalId: row.external_id,
    name: row.name,
    credentials: JSON.parse(app.secrets.open(row.credentials, `chat:${row.id}`)) as Record<string, string>,
    settings: row.settings,
  }
}

export const sealCredentials = (
  app: Pick<App, 'secrets'>,
  id: string,
  credentials: Record<string, string>,
): string => app.secrets.seal(JSON.stringify(credentials), `chat:${id}`)

/** What the surface's functions are called with. Without a workspace: a direct message with the one bot of all. */
export function workspaceIo(
  app: App,
  place: {
    surface: string
    sandbox: boolean
    orgId?: string | undefined
    workspace?: WorkspaceRow | undefined
  },
): WorkspaceIo {
  const orgId = place.workspace?.org_id ?? place.orgId
  const io = makeSurfaceIo(app, surfaceOf(app, place.surface), place.sandbox)
  return {
    ...io,
    workspace: place.workspace
      ? openWorkspace(app, place.workspace)
      : { id: '', orgId: orgId ?? '', externalId: '', name: '', credentials: {}, settings: {} },
    file(mediaId) {
      if (!orgId) throw notFound('file')
      return readFile(makeCtx(app, { orgId }), mediaId)
    },
  }
}

/** Of the library, or a chart that is drawn now. */
async function readFile(ctx: Ctx, id: string): Promise<{ bytes: Uint8Array; mime: string; name: string }> {
  try {
    return await readMedia(ctx, id)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    const picture = await chartPicture(ctx, id)
    if (picture) return picture
    throw error
  }
}

export async function getWorkspaceRow(ctx: Ctx, id: string): Promise<WorkspaceRow> {
  const row = await ctx.db
    .selectFrom('chat_workspaces')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('chat')
  return row
}
