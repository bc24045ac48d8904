import { Temporal } from 'temporal-polyfill'
import type { ChannelIo } from '#contracts/connector.ts'
import { ConnectorError } from '#contracts/connector.ts'
import type { MetricsReader } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import {
  channelIo,
  connectorOf,
  ensureFreshToken,
  getChannelRow,
  tokenRefused,
} from '#features/channels/index.ts'
import { todayIn } from '../periods.ts'
import { getOrg } from '#features/orgs/index.ts'
import { leftOut, withFailures } from './circuits.ts'
import { duePosts, nextDuePost, readState, writeState } from './channel-state.ts'
import type { ChannelState } from './channel-state.ts'
import { storeAccount } from './store-account.ts'
import { storePosts } from './store-posts.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const accountEveryMs = 6 * hourMs
/** Vendors restate the last days. */
const restatedDays = 3
const mostCalls = 20
const longestPauseMs = 6 * hourMs
const spentPauseMs = 5 * minuteMs
const shortestPauseMs = minuteMs / 2

/** isSpent: the vendor's budget is used up for now. */
interface Progress {
  state: ChannelState
  isSpent: boolean
}

/**
 * Reads what is due of one account, within the vendor's budget: the account's last days, a stretch of its past, and
 * the posts whose turn it is. What could not be read is asked for again later; nothing here fails a job.
 */
export async function importChannel(ctx: Ctx, channelId: string, signal: AbortSignal): Promise<void> {
  const state = await readState(ctx, channelId)
  const row = await getChannelRow(ctx, channelId)
  const reader = connectorOf(ctx, row.connector).metrics
  const now = ctx.clock.now()
  if (!state || !reader) return
  if (row.state !== 'active' && row.state !== 'paused') {
    await writeState(ctx, channelId, { ...state, nextAt: new Date(now.getTime() + hourMs) })
    return
  }
  try {
    await ensureFreshToken(ctx, channelId, 10 * minuteMs)
    const io = channelIo(ctx, await getChannelRow(ctx, channelId))
    const account = await readAccount(ctx, io, reader, state)
    const after = account.isSpent ? account : await readPosts(ctx, io, reader, account.state, signal)
    await writeState(ctx, channelId, {
      ...after.state,
      nextAt: after.isSpent
        ? new Date(now.getTime() + spentPauseMs)
        : await nextTurn(ctx, channelId, after.state),
      failure: null,
      failureKind: null,
      failedAt: null,
      failures: 0,
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    ctx.log.info({ channelId, kind: error.kind, reason: errorText(error) }, 'figures could not be read')
    if (error.kind === 'auth_expired')
      await tokenRefused(ctx, channelId, row.credentials_version, error.message)
    const latest = (await readState(ctx, channelId)) ?? state
    const pause = Math.min(longestPauseMs, minuteMs * 2 ** Math.min(latest.failures, 10))
    await writeState(ctx, channelId, {
      ...latest,
      failure: error.message,
      failureKind: error.kind,
      failedAt: now,
      failures: latest.failures + 1,
      nextAt: error.retryAt ?? new Date(now.getTime() + pause),
    })
  }
}

/** When the account or one of its posts has its next turn. */
async function nextTurn(ctx: Ctx, channelId: string, { accountAt }: ChannelState): Promise<Date> {
  const now = ctx.clock.now().getTime()
  const account = (accountAt?.getTime() ?? now) + accountEveryMs
  const post = (await nextDuePost(ctx, channelId))?.getTime() ?? account
  return new Date(Math.max(now + shortestPauseMs, Math.min(account, post)))
}

/** The last days each six hours; then a stretch of the past, until there is none left that the vendor tells. */
async function readAccount(
  ctx: Ctx,
  io: ChannelIo,
  reader: MetricsReader,
  state: ChannelState,
): Promise<Progress> {
  const now = ctx.clock.now()
  if (reader.account.length === 0) return { state: { ...state, accountAt: now }, isSpent: false }
  const { timezone } = await getOrg(ctx)
  const today = todayIn(timezone, now)
  let at = state
  const read = async (from: Temporal.PlainDate, to: Temporal.PlainDate, done: Partial<ChannelState>) => {
    if (!(await mayCall(ctx, io, reader, reader.cost.account))) return false
    const skip = leftOut(at.circuits, now)
    const { figures, failed } = await reader.readAccount(io, {
      from: from.toString(),
      to: to.toString(),
      skip,
    })
    await storeAccount(ctx, io.channel.id, reader.apiVersion, figures, today.toString())
    at = { ...at, ...done, circuits: withFailures(at.circuits, failed, now) }
    await writeState(ctx, io.channel.id, at)
    return true
  }
  const isDue = !at.accountAt || now.getTime() - at.accountAt.getTime() >= accountEveryMs
  if (isDue && !(await read(today.subtract({ days: restatedDays }), today, { accountAt: now })))
    return { state: at, isSpent: true }
  const oldest = today.subtract({ days: reader.backfillDays })
  let reached = Temporal.PlainDate.from(at.backfilledTo ?? today.subtract({ days: restatedDays }))
  while (Temporal.PlainDate.compare(reached, oldest) > 0) {
    const wanted = reached.subtract({ days: reader.daysAtOnce })
    const from = Temporal.PlainDate.compare(wanted, oldest) < 0 ? oldest : wanted
    if (!(await read(from, reached.subtract({ days: 1 }), { backfilledTo: from.toString() })))
      return { state: at, isSpent: true }
    reached = from
  }
  return { state: at, isSpent: false }
}

async function readPosts(
  ctx: Ctx,
  io: ChannelIo,
  reader: MetricsReader,
  state: ChannelState,
  signal: AbortSignal,
): Promise<Progress> {
  let at = state
  for (let calls = 0; calls < mostCalls && !signal.aborted; calls++) {
    const now = ctx.clock.now()
    const due = await duePosts(ctx, io.channel.id, reader.postsAtOnce)
    if (due.length === 0) break
    if (!(await mayCall(ctx, io, reader, reader.cost.posts))) return { state: at, isSpent: true }
    const { posts, gone, failed } = await reader.readPosts(io, {
      posts: due.map(({ externalId, format, publishedAt }) => ({ externalId, format, publishedAt })),
      skip: leftOut(at.circuits, now),
    })
    const isGone = new Set(gone)
    const read = due
      .filter((post) => !isGone.has(post.externalId))
      .map(({ targetId, externalId }) => ({
        targetId,
        figures: posts.find((one) => one.externalId === externalId)?.figures ?? [],
      }))
    const missing = due.filter((post) => isGone.has(post.externalId)).map(({ targetId }) => targetId)
    await storePosts(ctx, io.channel.id, reader.apiVersion, read, missing)
    at = { ...at, postsAt: now, circuits: withFailures(at.circuits, failed, now) }
  }
  return { state: at, isSpent: false }
}

const mayCall = async (ctx: Ctx, io: ChannelIo, reader: MetricsReader, cost: number) =>
  (await ctx.limiter.take(`metrics:${io.channel.id}`, { ...reader.rate, cost })).ok
