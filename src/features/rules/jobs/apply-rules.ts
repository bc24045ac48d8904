import { defineEventJob } from '#contracts/job.ts'
import { messageReceived } from '#features/inbox/index.ts'
import { applyRules } from '../apply-rules.ts'

export const job = defineEventJob({
  name: 'rules/apply-rules',
  lane: 'ordinary',
  on: [messageReceived],
  run: (ctx, event) => applyRules(ctx, event.payload),
})
