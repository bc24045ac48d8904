import type { ChatSandbox, ChatSandboxAction, ChatSandboxFault } from '#contracts/chat-sandbox.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { findWorkspace, sandboxHandle } from '#features/chats/index.ts'
import type { ChatAct, ChatScene, SandboxChat } from './schema.ts'

interface Played {
  sandbox: ChatSandbox
  handle: string
}

/** The chats that can be played here, with the workspace that is this organisation's. */
export async function listSandboxChats(ctx: Ctx): Promise<SandboxChat[]> {
  requireScope(ctx, 'sandbox:use')
  const handle = await sandboxHandle(ctx)
  const chats: SandboxChat[] = []
  for (const surface of ctx.surfaces.values()) {
    const workspace = ctx.sandbox?.chat(surface.id)?.workspace(handle)
    if (!workspace) continue
    const known = await findWorkspace(ctx.app, surface.id, true, workspace.externalId)
    chats.push({
      surface: surface.id,
      name: surface.name,
      workspace: workspace.name,
      connected: known?.org_id === ctx.orgId && known.state === 'active',
      people: workspace.people.map(({ id, name }) => ({ id, name, direct: workspace.direct(id) })),
      channels: workspace.channels,
      threads: surface.threads,
    })
  }
  return chats
}

/** What this person sees in that channel, as the app draws it. */
export async function readChat(
  ctx: Ctx,
  input: { surface: string; user: string; channel: string },
): Promise<ChatScene> {
  const { sandbox, handle } = await play(ctx, input.surface)
  return {
    messages: sandbox.messages(handle, input.channel, input.user),
    form: sandbox.form(handle, input.user) ?? null,
  }
}

/** Acts as a colleague in the chat; the app then tells us as it really would. */
export async function actInChat(ctx: Ctx, surface: string, act: ChatAct) {
  const { sandbox, handle } = await play(ctx, surface)
  const known = Object.entries(act).filter(([, value]) => value !== undefined)
  // zod's optional keys may hold undefined; the contract's may not, so they are taken out above.
  return sandbox.act({ ...Object.fromEntries(known), workspace: handle } as ChatSandboxAction)
}

/** Makes the chat fail on its next calls. */
export async function orderChatFault(ctx: Ctx, surface: string, fault: ChatSandboxFault): Promise<void> {
  const { sandbox } = await play(ctx, surface)
  sandbox.fault(fault)
}

async function play(ctx: Ctx, surface: string): Promise<Played> {
  requireScope(ctx, 'sandbox:use')
  const sandbox = ctx.sandbox?.chat(surface)
  if (!sandbox) throw notFound('chat of the sandbox')
  return { sandbox, handle: await sandboxHandle(ctx) }
}
