import { sql } from 'kysely'
import { ConnectorError } from '#contracts/connector.ts'
import type { ConnectedAccount, Connector } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { makeConnectorIo } from '#kernel/connector-io.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, errorText, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { channelChanged } from './events.ts'
import { channelIo, getChannelRow, sealCredentials } from './queries.ts'
import type { ChannelRow } from './queries.ts'
import { refreshAt } from './refresh-token.ts'
import { connectInput } from './schema.ts'
import type { ConnectChannel } from './schema.ts'

/**
 * Checks the credentials with the vendor, stores the channel and its route, and subscribes. An account that
 * is connected already (here or by somebody else) is refused; connecting a lost one again mends it.
 */
export async function connectChannel(ctx: Ctx, input: ConnectChannel): Promise<ChannelRow> {
  requireScope(ctx, 'channels:write')
  const wish = connectInput.parse(input)
  const connector = ctx.connectors.get(wish.connector)
  if (!connector) throw notFound('platform')
  const handle = wish.sandboxHandle ?? 'shop'
  const values = wish.sandbox ? sandboxValues(ctx, connector, handle, wish.values) : wish.values
  checkForm(connector, values)
  refuseTeamBot(ctx, values)
  const account = await askVendor(ctx, connector, values, wish.sandbox)
  // To connect the same account of the sandbox again, should its token be lost.
  if (wish.sandbox) account.settings = { ...account.settings, sandboxHandle: handle }
  return storeAccount(ctx, connector, account, { sandbox: wish.sandbox, again: false })
}

/** `again`: an account that is connected already gets the new token, in place of a refusal. */
export async function storeAccount(
  ctx: Ctx,
  connector: Connector,
  account: ConnectedAccount,
  options: { sandbox: boolean; again: boolean },
): Promise<ChannelRow> {
  const row = await store(ctx, connector, account, options)
  await activate(ctx, connector, row)
  return getChannelRow(ctx, row.id)
}

function sandboxValues(ctx: Ctx, connector: Connector, handle: string, given: Record<string, string>) {
  const sandbox = ctx.sandbox?.get(connector.id)
  if (!sandbox) throw new AppError('precondition', `There is no sandbox of ${connector.name} here.`)
  return { ...sandbox.account(handle).form, ...given }
}

function checkForm(connector: Connector, values: Record<string, string>): void {
  for (const field of connector.form) {
    if (field.required && !values[field.name]?.trim())
      throw invalid(`${field.label} is missing.`, { field: field.name })
  }
}

/** The bot that the team talks to cannot serve customers: whoever reads its messages first takes them from the other. */
function refuseTeamBot(ctx: Ctx, values: Record<string, string>): void {
  const tokens = [...ctx.surfaces.values()]
    .flatMap((surface) => Object.keys(surface.env))
    .filter((key) => key.endsWith('_TOKEN'))
    .map((key) => ctx.config.env[key])
  const used = Object.values(values).some((value) => value.trim() !== '' && tokens.includes(value.trim()))
  if (used)
    throw conflict('This is the token of the bot that your team talks to. Make a second bot for customers.')
}

async function askVendor(
  ctx: Ctx,
  connector: Connector,
  values: Record<string, string>,
  sandbox: boolean,
): Promise<ConnectedAccount> {
  try {
    return await connector.connect(makeConnectorIo(ctx, connector, sandbox), values)
  } catch (error) {
    if (error instanceof ConnectorError) throw new AppError('precondition', error.message, { cause: error })
    throw error
  }
}

async function store(
  ctx: Ctx,
  connector: Connector,
  account: ConnectedAccount,
  { sandbox, again }: { sandbox: boolean; again: boolean },
): Promise<ChannelRow> {
  const known = await ctx.db
    .selectFrom('channels')
    .select(['id', 'state'])
    .where('org_id', '=', ctx.orgId)
    .where('connector', '=', connector.id)
    .where('external_id', '=', account.externalId)
    .executeTakeFirst()
  if (known && !again && (known.state === 'active' || known.state === 'paused')) {
    throw conflict(`${account.name} is connected already.`)
  }
  const id = known?.id ?? newId()
  await claimRoute(ctx, connector, account, id, sandbox)
  const facts = {
    name: account.name,
    state: 'active' as const,
    state_reason: null,
    credentials: sealCredentials(ctx, id, account.credentials),
    settings: JSON.stringify(account.settings),
    sandbox,
    token_since: ctx.clock.now(),
    token_expires_at: account.tokenExpiresAt ?? null,
    refresh_at: connector.refresh ? refreshAt(ctx, account.tokenExpiresAt) : null,
    refresh_failures: 0,
    refresh_owner: null,
    refresh_until: null,
  }
  await inTransaction(ctx, async (tx) => {
    if (known) {
      await tx.db
        .updateTable('channels')
        .set((eb) => ({
          ...facts,
          credentials_version: eb('credentials_version', '+', 1),
          version: eb('version', '+', 1),
        }))
        .where('org_id', '=', tx.orgId)
        .where('id', '=', id)
        .execute()
    } else {
      await tx.db
        .insertInto('channels')
        .values({ org_id: tx.orgId, id, connector: connector.id, external_id: account.externalId, ...facts })
        .execute()
    }
    await audit(tx, {
      verb: 'channel.connect',
      objectType: 'channel',
      objectId: id,
      summary: `connected ${connector.name} ${account.name}`,
    })
    emit(tx, channelChanged, id, {
      channelId: id,
      connector: connector.id,
      name: account.name,
      state: 'active',
      reason: null,
    })
  })
  await storeRoute(ctx, connector, account, id, sandbox)
  await ctx.cache.delete(`channel:${id}`)
  return getChannelRow(ctx, id)
}

/** An account feeds one organisation. Told without saying whose it is. */
async function claimRoute(
  ctx: Ctx,
  connector: Connector,
  account: ConnectedAccount,
  id: string,
  sandbox: boolean,
): Promise<void> {
  const route = await ctx.app.systemDb
    .selectFrom('channel_routes')
    .select(['channel_id', 'sandbox'])
    .where('connector', '=', connector.id)
    .where('external_id', '=', account.externalId)
    .executeTakeFirst()
  if (route && (route.channel_id !== id || route.sandbox !== sandbox)) {
    throw conflict(`${account.name} is connected to another organisation. Disconnect it there first.`)
  }
}

/** Two may connect the same account at once: the route's key lets one win, and the other's row is closed again. */
async function storeRoute(
  ctx: Ctx,
  connector: Connector,
  account: ConnectedAccount,
  id: string,
  sandbox: boolean,
): Promise<void> {
  await ctx.app.systemDb
    .insertInto('channel_routes')
    .values({
      connector: connector.id,
      external_id: account.externalId,
      org_id: ctx.orgId,
      channel_id: id,
      sandbox,
    })
    .onConflict((oc) => oc.columns(['connector', 'external_id']).doNothing())
    .execute()
  try {
    await claimRoute(ctx, connector, account, id, sandbox)
  } catch (error) {
    await sql`update channels set state = 'disconnected', state_reason = 'Connected elsewhere meanwhile.'
      where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
    throw error
  }
}

/** Subscribing may fail and be tried again from the channel's card: the channel stays, and says so. */
async function activate(ctx: Ctx, connector: Connector, row: ChannelRow): Promise<void> {
  try {
    await connector.activate?.(channelIo(ctx, row))
  } catch (error) {
    ctx.log.warn({ err: error, channelId: row.id }, 'channel could not subscribe')
    await ctx.db
      .updateTable('channels')
      .set({ last_error: errorText(error), last_error_at: ctx.clock.now() })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.id)
      .execute()
  }
  if (connector.poll) {
    await ctx.app.systemDb
      .insertInto('channel_polls')
      .values({
        channel_id: row.id,
        org_id: row.org_id,
        connector: row.connector,
        cursor: null,
        lease_owner: null,
        lease_until: null,
      })
      .onConflict((oc) => oc.column('channel_id').doNothing())
      .execute()
  }
}
