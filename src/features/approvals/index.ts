export { decide } from './decide.ts'
export { approvalProgress, getApproval, isApproved } from './progress.ts'
export { moveSlot, objectChanged, requestApproval, withdraw } from './request-approval.ts'
export type { ApprovalObject, ApprovalView, DecisionView, PolicyView } from './schema.ts'
