export { decide } from './decide.ts'
export { delegate } from './delegate.ts'
export {
  approvalDecided,
  approvalEnded,
  approvalExpired,
  approvalGranted,
  approvalRefused,
  approvalReminded,
  approvalRequested,
} from './events.ts'
export { guestOf } from './guest-of.ts'
export { guestView } from './guests.ts'
export type { Guest } from './guests.ts'
export { listApprovals } from './list-approvals.ts'
export { listPolicies, savePolicy, testPolicy } from './policies.ts'
export { approvalProgress, getApproval, isApproved, isGranted } from './progress.ts'
export { moveSlot, objectChanged, requestApproval, withdraw } from './request-approval.ts'
export type { ApprovalObject, ApprovalView, DecisionView, PolicyView } from './schema.ts'
