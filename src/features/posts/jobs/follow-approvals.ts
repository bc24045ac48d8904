import { defineEventJob } from '#contracts/job.ts'
import {
  approvalEnded,
  approvalExpired,
  approvalGranted,
  approvalRefused,
} from '#features/approvals/index.ts'
import { followApproval } from '../follow-approval.ts'

/** A decision, on whichever surface, moves the post. */
export const job = defineEventJob({
  name: 'posts/follow-approvals',
  lane: 'ordinary',
  on: [approvalGranted, approvalRefused, approvalEnded, approvalExpired],
  async run(ctx, event) {
    const { type, id, approvalId, hash } = event.payload
    if (type !== 'post') return
    const base = { postId: id, approvalId, hash, by: event.actor.name, reason: null }
    if (event.type === 'approval.granted') return followApproval(ctx, { ...base, outcome: 'granted' })
    if (event.type === 'approval.refused') {
      const { outcome, reason, by } = event.payload
      return followApproval(ctx, { ...base, outcome, reason, by })
    }
    if (event.type === 'approval.expired') {
      return followApproval(ctx, { ...base, outcome: 'expired', onLate: event.payload.onLate })
    }
    // Replaced: an edit did that, and said what the post is now.
    if (event.payload.outcome === 'withdrawn') return followApproval(ctx, { ...base, outcome: 'withdrawn' })
  },
})
