import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { callStep } from './call-step.ts'
import { endStep } from './end-step.ts'
import { takeNext } from './take-next.ts'
import type { Work } from './work.ts'

/**
 * Publishes what is due on an account, in order, one at a time. Every call of the vendor has its attempt row
 * before it and its outcome after it; a step that readers see is never made twice unless it surely did not happen.
 */
export async function publishChannel(ctx: Ctx, channelId: string, signal: AbortSignal): Promise<void> {
  const owner = newId()
  while (!signal.aborted) {
    const taken = await takeNext(ctx, channelId, owner)
    if (taken.kind === 'none') return
    if (taken.kind === 'work') await publishTarget(taken.work, signal)
  }
}

async function publishTarget(first: Work, signal: AbortSignal): Promise<void> {
  let work: Work | undefined = first
  while (work) {
    const end = signal.aborted ? stopped : await callStep(work)
    work = await endStep(work, end)
  }
}

/** The process is told to let go: nothing has left, and another one goes on. */
const stopped = {
  outcome: 'not_sent' as const,
  failure: { kind: 'unavailable' as const, message: 'This process stopped, so another one goes on.' },
  again: new Date(0),
}
