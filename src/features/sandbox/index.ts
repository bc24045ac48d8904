import type { Sandbox, SandboxAction, SandboxFault } from '#contracts/sandbox.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { precondition } from '#kernel/errors.ts'
import { connectorOf, getChannelRow, listChannels } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { SandboxAct, SandboxChannel, SandboxEntryView } from './schema.ts'

/** Channels that belong to a sandbox, with what a customer can do there. */
export async function listSandboxChannels(ctx: Ctx): Promise<SandboxChannel[]> {
  requireScope(ctx, 'sandbox:use')
  const channels = await listChannels(ctx)
  return channels
    .filter(
      ({ sandbox, connector }) =>
        sandbox && ctx.sandbox?.get(connector) && connectorOf(ctx, connector).abilities.messages,
    )
    .map((channel) => {
      const { customer, receipts } = connectorOf(ctx, channel.connector).abilities
      const { id: channelId, name, connector, connectorName } = channel
      return { channelId, name, connector, connectorName, customer, tellsRead: receipts.read }
    })
}

/** Acts as the customer; the platform then tells us as it really would. */
export async function actAsCustomer(ctx: Ctx, act: SandboxAct): Promise<{ id: string; status?: number }> {
  requireScope(ctx, 'sandbox:use')
  const { channelId, ...action } = act
  const { sandbox, row } = await sandboxOf(ctx, channelId)
  return sandbox.act(withoutUndefined({ ...action, account: row.external_id }))
}

/** Both sides of the talk as the platform knows it: what it received from us, and what the customer did. */
export async function readTranscript(
  ctx: Ctx,
  input: { channelId: string; person: string },
): Promise<SandboxEntryView[]> {
  requireScope(ctx, 'sandbox:use')
  const { sandbox, row } = await sandboxOf(ctx, input.channelId)
  return sandbox.transcript(row.external_id, input.person)
}

/** Makes the platform fail on its next calls, to see what Parley makes of it. */
export async function orderFault(
  ctx: Ctx,
  channelId: string,
  times: number,
  fault: FaultKind,
): Promise<void> {
  requireScope(ctx, 'sandbox:use')
  const { sandbox, row } = await sandboxOf(ctx, channelId)
  sandbox.fault({ ...fault, times, account: row.external_id })
}

type FaultKind = SandboxFault extends infer F
  ? F extends SandboxFault
    ? Omit<F, 'times' | 'account'>
    : never
  : never

async function sandboxOf(ctx: Ctx, channelId: string): Promise<{ sandbox: Sandbox; row: ChannelRow }> {
  const row = await getChannelRow(ctx, channelId)
  const sandbox = row.sandbox ? ctx.sandbox?.get(row.connector) : undefined
  if (!sandbox)
    throw precondition(
      `${row.name} is a real account, or the sandbox is off. Only sandbox channels can be played with.`,
    )
  return { sandbox, row }
}

/** zod's optional keys may hold undefined; the contract's may not. */
function withoutUndefined(action: object): SandboxAction {
  return Object.fromEntries(
    Object.entries(action).filter(([, value]) => value !== undefined),
  ) as SandboxAction
}
