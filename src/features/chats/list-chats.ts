import { ChatError, missingKeys } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import type { WorkspaceRow } from './across-orgs.ts'
import type { ChannelView, SurfaceView, WorkspaceView } from './schema.ts'
import { surfaceOf, getWorkspaceRow, workspaceIo } from './workspace-io.ts'

/** What can be connected, and what it still needs. */
export function listSurfaces(ctx: Ctx): SurfaceView[] {
  requireScope(ctx, 'chats:read')
  return [...ctx.surfaces.values()].map((surface) => {
    const missing = missingKeys(surface, ctx.config.env)
    return {
      id: surface.id,
      name: surface.name,
      summary: surface.summary,
      connect: surface.connect,
      configured: missing.length === 0,
      missing,
      guide: surface.guide,
      sandbox: ctx.sandbox?.chat(surface.id) !== undefined,
      opensDirectly: surface.connectUrl !== undefined,
      channels: surface.channels,
      threads: surface.threads,
    }
  })
}

export async function listWorkspaces(ctx: Ctx): Promise<WorkspaceView[]> {
  requireScope(ctx, 'chats:read')
  const [rows, channels] = await Promise.all([
    ctx.db
      .selectFrom('chat_workspaces')
      .selectAll()
      .where('org_id', '=', ctx.orgId)
      .where('state', '<>', 'disconnected')
      .orderBy('created_at')
      .execute(),
    ctx.db.selectFrom('chat_channels').selectAll().where('org_id', '=', ctx.orgId).orderBy('name').execute(),
  ])
  const byWorkspace = Map.groupBy(channels, (channel) => channel.workspace_id)
  return rows.map((row) => toWorkspaceView(ctx, row, (byWorkspace.get(row.id) ?? []).map(toChannelView)))
}

const toChannelView = ({ channel, name, purposes }: ChannelView): ChannelView => ({ channel, name, purposes })

function toWorkspaceView(ctx: Ctx, row: WorkspaceRow, channels: ChannelView[]): WorkspaceView {
  return {
    id: row.id,
    surface: row.surface,
    surfaceName: ctx.surfaces.get(row.surface)?.name ?? row.surface,
    name: row.name,
    sandbox: row.sandbox,
    state: row.state,
    reason: row.state_reason,
    channels,
    connectedAt: row.created_at.toISOString(),
  }
}

/** The channels that the bot sees there, with what each is used for. */
export async function listChannels(ctx: Ctx, input: { workspaceId: string }): Promise<ChannelView[]> {
  requireScope(ctx, 'chats:read')
  const row = await getWorkspaceRow(ctx, input.workspaceId)
  const chosen = await ctx.db
    .selectFrom('chat_channels')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('workspace_id', '=', row.id)
    .orderBy('name')
    .execute()
  const io = workspaceIo(ctx.app, { surface: row.surface, sandbox: row.sandbox, workspace: row })
  const there = await askChat(async () => (await surfaceOf(ctx, row.surface).listChannels?.(io)) ?? [])
  const known = new Map(chosen.map((channel) => [channel.channel, toChannelView(channel)]))
  for (const { id, name } of there)
    known.set(id, { channel: id, name, purposes: known.get(id)?.purposes ?? [] })
  return [...known.values()]
}

/** What the chat refuses is told in its words; it is no fault of ours. */
async function askChat<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ChatError) throw new AppError('precondition', error.message, { cause: error })
    throw error
  }
}
