import type { AttemptOutcome, Connector, FailureKind } from '#contracts/connector.ts'
import type { PostContent, PublishedRef, PublishStep } from '#contracts/publisher.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'

/** Longer than any call of a vendor may take, so that whoever holds it is alive or gone. */
export const leaseMs = 60_000
/** A call must end well inside the lease. */
export const callMs = 40_000

/** A target whose lease this run holds, with the step whose attempt row is committed. */
export interface Work {
  ctx: Ctx
  postId: string
  targetId: string
  channel: ChannelRow
  connector: Connector
  content: PostContent
  /** All steps of the content, and the one to do now. */
  plan: PublishStep[]
  step: PublishStep
  attemptId: string
  handles: Record<string, string>
  owner: string
  fence: string
  /** Tries of this target that surely did nothing. */
  tries: number
  /** By the clock of this process, which stands still when the process does. */
  leasedAtMs: number
}

/** What became of the call of a step. */
export interface StepEnd {
  outcome: AttemptOutcome | 'not_ready'
  handles?: Record<string, string>
  post?: PublishedRef
  failure?: { kind: FailureKind; message: string; vendorCode?: string | undefined }
  /** Not before; for `not_sent` and `not_ready`. */
  again?: Date
}

/** Everything left after what readers came for: a failure here does not make the post a failure. */
export const isTrailing = (step: PublishStep): boolean => step.effect === 'private' || step.name === 'comment'
