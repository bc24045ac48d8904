import { defineEventJob } from '#contracts/job.ts'
import { approvalExpired, approvalGranted, approvalRefused } from '#features/approvals/index.ts'
import { sendGranted, tellReason } from '../suggestions/follow-approval.ts'

/** A decision about a suggested reply, on whichever surface. */
export const job = defineEventJob({
  name: 'rules/follow-approvals',
  lane: 'ordinary',
  on: [approvalGranted, approvalRefused, approvalExpired],
  async run(ctx, event) {
    const { type } = event.payload
    if (type !== 'reply') return
    if (event.type === 'approval.granted') return sendGranted(ctx, event.payload, event.actor)
    if (event.type === 'approval.expired')
      return tellReason(ctx, event.payload, 'It was not approved in time.')
    const { by, reason } = event.payload
    await tellReason(ctx, event.payload, reason ? `${by}: ${reason}` : `${by} said no, and gave no reason.`)
  },
})
