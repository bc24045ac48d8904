import { roleScopes } from '#contracts/scopes.ts'
import type { ChatInput } from '#contracts/surface.ts'
import type { App, Ctx, Origin } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { findLink, findMemberOfUser, findWorkspace, linkPerson, memberCtx } from '#features/chats/index.ts'
import type { FoundLink, WorkspaceRow } from '#features/chats/index.ts'

/** Who did it, as far as we may tell. */
export type Who =
  | { kind: 'member'; ctx: Ctx; linkId: string; workspace: WorkspaceRow | undefined; linkedNow: boolean }
  /** Not linked to a member of the workspace's organisation. */
  | { kind: 'stranger'; workspace: WorkspaceRow | undefined }
  /** In a workspace that no organisation connected. */
  | { kind: 'elsewhere' }

type Asker = Pick<ChatInput, 'surface' | 'sandbox' | 'workspace' | 'user'> & Partial<Pick<ChatInput, 'place'>>

export async function identify(
  app: App,
  asker: Asker,
  options: { requestId?: string; origin?: Origin } = {},
): Promise<Who> {
  const workspace =
    asker.workspace === undefined
      ? undefined
      : await findWorkspace(app, asker.surface, asker.sandbox, asker.workspace)
  if (asker.workspace !== undefined && !workspace) return { kind: 'elsewhere' }
  const known = await linkOf(app, asker, workspace)
  const link = known ?? (await linkByAddress(app, asker, workspace))
  if (!link) return { kind: 'stranger', workspace }
  const ctx = makeCtx(app, {
    orgId: link.orgId,
    memberId: link.memberId,
    actor: { kind: 'member', id: link.memberId, name: link.name },
    scopes: new Set(roleScopes[link.role]),
    origin: {
      ...(options.origin ?? { surface: asker.surface }),
      ...(workspace && asker.place && !asker.place.direct
        ? { place: { workspaceId: workspace.id, channel: asker.place.channel } }
        : {}),
    },
    ...(options.requestId ? { requestId: options.requestId } : {}),
  })
  return { kind: 'member', ctx, linkId: link.linkId, workspace, linkedNow: known === undefined }
}

const linkOf = (app: App, asker: Asker, workspace: WorkspaceRow | undefined) =>
  findLink(app, {
    surface: asker.surface,
    sandbox: asker.sandbox,
    userId: asker.user.id,
    ...(workspace ? { workspace: { orgId: workspace.org_id, externalId: workspace.external_id } } : {}),
  })

/** The vendor vouches for the address, and so do we: then nobody has to press anything. */
async function linkByAddress(
  app: App,
  asker: Asker,
  workspace: WorkspaceRow | undefined,
): Promise<FoundLink | undefined> {
  const { email } = asker.user
  if (!workspace || !email) return undefined
  const user = await app.auth.findVerifiedUser(email)
  const member = user && (await findMemberOfUser(app, workspace.org_id, user.userId))
  if (!member) return undefined
  const person = {
    surface: asker.surface,
    sandbox: asker.sandbox,
    workspace: asker.workspace,
    userId: asker.user.id,
    userName: asker.user.name,
  }
  await linkPerson(await memberCtx(app, workspace.org_id, member.memberId), person, 'by a verified address')
  return linkOf(app, asker, workspace)
}
