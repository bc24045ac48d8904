import type { Ctx } from '#kernel/app.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { platformOf } from '#features/posts/index.ts'
import type { MetricsReader } from '#contracts/metrics.ts'
import type { Filters } from './schema.ts'

export interface Account {
  id: string
  name: string
  platform: string
  platformName: string
  connected: boolean
  reader: MetricsReader | undefined
  publishes: boolean
  messages: boolean
}

const listOf = (value: string | string[] | undefined): string[] | undefined =>
  value === undefined ? undefined : [value].flat()

/**
 * The accounts that a question is about. Those that were disconnected keep their figures. What is not there, or
 * belongs to somebody else, is "not found".
 */
export async function accountsOf(ctx: Ctx, filters: Filters = {}): Promise<Account[]> {
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name', 'connector', 'state'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('created_at')
    .limit(1_000)
    .execute()
  const accounts = rows.map((row): Account => {
    const connector = ctx.connectors.get(row.connector)
    return {
      id: row.id,
      name: row.name,
      platform: platformOf(ctx, row.connector),
      platformName: connector?.name ?? row.connector,
      connected: row.state !== 'disconnected',
      reader: connector?.metrics,
      publishes: connector?.publish !== undefined,
      messages: connector?.abilities.messages ?? false,
    }
  })
  const [ids, platforms] = [listOf(filters.account), listOf(filters.platform)]
  const strange = ids?.find((id) => accounts.every((account) => account.id !== id))
  if (strange !== undefined) throw new AppError('not_found', 'There is no such account. See Channels.')
  const missing = platforms?.find((name) => accounts.every((account) => account.platform !== name))
  if (missing !== undefined)
    throw new AppError('not_found', `No account of ${missing} is connected. See Channels.`)
  if (filters.campaign !== undefined)
    throw invalid('There are no campaigns here yet. Label the posts, and ask for the label.')
  return accounts.filter(
    (account) => (ids?.includes(account.id) ?? true) && (platforms?.includes(account.platform) ?? true),
  )
}

/** Ids of the posts that are named by their number or id. */
export async function postIdsOf(ctx: Ctx, filters: Filters = {}): Promise<string[] | undefined> {
  const named = listOf(filters.post)
  if (!named) return undefined
  const numbers = named.filter((one) => /^\d{1,9}$/.test(one)).map(Number)
  const ids = named.filter((one) => !/^\d{1,9}$/.test(one))
  if (ids.some((id) => !/^[0-9a-f-]{36}$/i.test(id)))
    throw new AppError('not_found', 'There is no such post.')
  const rows = await ctx.db
    .selectFrom('posts')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('number', 'in', numbers.length > 0 ? numbers : [-1]),
        ...(ids.length > 0 ? [eb('id', 'in', ids)] : []),
      ]),
    )
    .execute()
  if (rows.length < new Set(named).size) throw new AppError('not_found', 'There is no such post.')
  return rows.map((row) => row.id)
}

export const formatsOf = (filters: Filters = {}) => listOf(filters.format)
export const labelsOf = (filters: Filters = {}) => listOf(filters.label)
