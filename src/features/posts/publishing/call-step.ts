import { ConnectorError, outcomeOfFailure } from '#contracts/connector.ts'
import type { PostMedia, PublishWork } from '#contracts/publisher.ts'
import { channelIo } from '#features/channels/index.ts'
import { readMedia, readMediaRange, signMediaUrl } from '#features/media/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { callMs, leaseMs } from './work.ts'
import type { StepEnd, Work } from './work.ts'

const mediaLinkMs = 24 * 3_600_000

/** Makes the one call of a step. Never throws: whatever happens is an end of its attempt. */
export async function callStep(work: Work): Promise<StepEnd> {
  const { ctx, connector, step } = work
  if (!(await stillOurs(work))) {
    // Nothing has left: whoever has the lease now sees to it.
    return {
      outcome: 'not_sent',
      failure: { kind: 'unavailable', message: 'This process was held up, so another one took over.' },
    }
  }
  const seconds = ctx.telemetry.histogram(
    'publish_step_seconds',
    'Time of the platform for one step of a post',
    ['connector', 'effect', 'outcome'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 40],
  )
  const startedAt = performance.now()
  const end = await withDeadline(callOnce(work), callMs)
  const took = (performance.now() - startedAt) / 1000
  seconds.observe({ connector: connector.id, effect: step.effect, outcome: end.outcome }, took)
  return end
}

/** The attempt is committed; whether the lease still is ours is asked last of all. */
async function stillOurs(work: Work): Promise<boolean> {
  const { ctx, targetId, owner, fence } = work
  if (performance.now() - work.leasedAtMs > leaseMs - callMs) return false
  if (work.step.effect === 'private') return true
  const row = await ctx.db
    .selectFrom('post_targets')
    .select('lease_until')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', targetId)
    .where('lease_owner', '=', owner)
    .where('fence', '=', fence)
    .where('state', '=', 'publishing')
    .executeTakeFirst()
  const until = row?.lease_until?.getTime() ?? 0
  return until - ctx.clock.now().getTime() >= leaseMs - callMs
}

async function callOnce(work: Work): Promise<StepEnd> {
  const { ctx, connector, channel, content, step, handles, targetId } = work
  let io
  try {
    io = channelIo(ctx, channel)
  } catch (error) {
    ctx.log.error({ err: error, channelId: channel.id }, 'a channel could not be opened')
    return {
      outcome: 'rejected',
      failure: { kind: 'auth_expired', message: `${channel.name} could not be opened. Reconnect it.` },
    }
  }
  try {
    const publisher = must(connector.publish, 'publisher')
    const result = await publisher.run(io, { content, step, handles, targetId, ...filesFor(ctx) })
    if (result.kind === 'not_ready') {
      const again = new Date(ctx.clock.now().getTime() + result.againInMs)
      return { outcome: 'not_ready', again, failure: { kind: 'unavailable', message: result.detail } }
    }
    return { outcome: 'done', handles: result.handles, ...(result.post ? { post: result.post } : {}) }
  } catch (error) {
    return endOfError(ctx, error)
  }
}

/** How a connector gets at the bytes of a rendition. */
export const filesFor = (ctx: Ctx): Pick<PublishWork, 'bytes' | 'url'> => ({
  bytes: async (media: PostMedia, from, to) =>
    from === undefined && to === undefined
      ? (await readMedia(ctx, media.mediaId)).bytes
      : readMediaRange(ctx, media.mediaId, from ?? 0, to ?? media.bytes),
  url: (media: PostMedia) => signMediaUrl(ctx, media.mediaId, mediaLinkMs),
})

function endOfError(ctx: Ctx, error: unknown): StepEnd {
  if (!(error instanceof ConnectorError))
    ctx.log.error({ err: error }, 'a connector threw something of its own')
  const failed =
    error instanceof ConnectorError
      ? error
      : new ConnectorError('outcome_unknown', 'It is not known whether this went out.', { cause: error })
  return {
    outcome: outcomeOfFailure[failed.kind],
    failure: { kind: failed.kind, message: failed.message, vendorCode: failed.vendorCode },
    ...(failed.retryAt ? { again: failed.retryAt } : {}),
  }
}

/** A call that outlives its deadline may still do its work: that is the very meaning of unknown. */
async function withDeadline(call: Promise<StepEnd>, ms: number): Promise<StepEnd> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<StepEnd>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          outcome: 'unknown',
          failure: { kind: 'outcome_unknown', message: 'The platform did not answer in time.' },
        }),
      ms,
    )
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}
