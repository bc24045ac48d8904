import { ConnectorError, outcomeOfFailure } from '#contracts/connector.ts'
import type { ChannelIo, OutboundMessage } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { errorText } from '#kernel/errors.ts'
import { channelIo } from '#features/channels/index.ts'
import { readMedia, signMediaUrl } from '#features/media/index.ts'
import type { MessageRecord } from '../views.ts'
import type { Prepared } from './attempt.ts'
import type { AttemptEnd } from './attempts.ts'
import type { Drain } from './drain.ts'

/** The vendor call must end well inside the lease. */
const callMs = 25_000
const maxAttempts = 6

/** Makes the one call of an attempt. Never throws: whatever happens is an end of the attempt. */
export async function callVendor(
  drain: Drain,
  message: MessageRecord,
  prepared: Prepared,
): Promise<AttemptEnd> {
  const { ctx, connector } = drain
  const seconds = ctx.telemetry.histogram(
    'send_seconds',
    'Time of the platform to take a message',
    ['connector', 'outcome'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
  )
  const startedAt = performance.now()
  const end = await withDeadline(callOnce(drain, message, prepared), callMs)
  seconds.observe({ connector: connector.id, outcome: end.outcome }, (performance.now() - startedAt) / 1000)
  return end
}

async function callOnce(drain: Drain, message: MessageRecord, prepared: Prepared): Promise<AttemptEnd> {
  const { ctx, connector, channel } = drain
  let outbound: OutboundMessage
  let io: ChannelIo
  try {
    io = channelIo(ctx, channel)
    outbound = toOutbound(drain, message, prepared.tag)
  } catch (error) {
    // Nothing has left yet.
    return {
      outcome: 'rejected',
      settledBy: 'answer',
      failure: { kind: 'rejected', message: `It could not be prepared: ${errorText(error)}` },
    }
  }
  try {
    const result = await connector.send?.(io, outbound)
    if (!result) throw new ConnectorError('permission', `${connector.name} takes no messages from us.`)
    return { outcome: 'done', settledBy: 'answer', providerId: result.providerId }
  } catch (error) {
    return endOfFailure(ctx, error, prepared.number)
  }
}

function endOfFailure(ctx: Ctx, error: unknown, number: number): AttemptEnd {
  const failed =
    error instanceof ConnectorError
      ? error
      : new ConnectorError('outcome_unknown', 'It is not known whether this message arrived.', {
          cause: error,
        })
  if (!(error instanceof ConnectorError))
    ctx.log.error({ err: error }, 'a connector threw something of its own')
  const outcome = outcomeOfFailure[failed.kind]
  const base = {
    settledBy: 'answer' as const,
    failure: { kind: failed.kind, message: failed.message, vendorCode: failed.vendorCode },
  }
  if (outcome !== 'not_sent' || failed.kind === 'auth_expired' || number >= maxAttempts) {
    return { ...base, outcome }
  }
  const backOffMs = Math.min(2 ** (number - 1) * 2_000, 120_000)
  const retryAt = failed.retryAt ?? new Date(ctx.clock.now().getTime() + backOffMs)
  return { ...base, outcome, retryAt }
}

function toOutbound(drain: Drain, message: MessageRecord, tag: string | undefined): OutboundMessage {
  const { ctx, connector } = drain
  const [attachment] = message.attachments
  const outbound: OutboundMessage = {
    id: message.id,
    to: drain.identity.externalId,
    ...(message.text ? { text: message.text } : {}),
    ...(message.quote_id ? { quote: message.quote_id } : {}),
    ...(tag ? { tag } : {}),
  }
  if (!attachment?.mediaId) return outbound
  const { mediaId, mime = 'application/octet-stream', name = 'file', sizeBytes = 0 } = attachment
  const kind =
    attachment.kind === 'image' || attachment.kind === 'video' || attachment.kind === 'audio'
      ? attachment.kind
      : 'file'
  return {
    ...outbound,
    attachment: {
      kind,
      name,
      mime,
      size: sizeBytes,
      bytes: async () => (await readMedia(ctx, mediaId)).bytes,
      ...(connector.abilities.attachmentsByUrl ? { url: signMediaUrl(ctx, mediaId, 3_600_000) } : {}),
    },
  }
}

/** A call that outlives its deadline may still do its work: that is the very meaning of unknown. */
async function withDeadline(call: Promise<AttemptEnd>, ms: number): Promise<AttemptEnd> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<AttemptEnd>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          outcome: 'unknown',
          settledBy: 'answer',
          failure: {
            kind: 'outcome_unknown',
            message: 'The platform did not answer in time, so nobody knows whether it arrived.',
          },
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
