import { z } from 'zod'

export const approvalStates = [
  'pending',
  'granted',
  'changes_requested',
  'rejected',
  'withdrawn',
  'replaced',
  'expired',
] as const
export type ApprovalState = (typeof approvalStates)[number]

export const decisionKinds = [
  'requested',
  'approve',
  'request_changes',
  'reject',
  'delegate',
  'hold',
  'release',
  'withdraw',
  'replace',
  'expire',
  'remind',
  'escalate',
] as const
export type DecisionKind = (typeof decisionKinds)[number]

const minutes = z
  .number()
  .int()
  .min(0)
  .max(30 * 24 * 60)
const memberIds = z.array(z.uuid()).max(100)

/**
 * Who decides at one stage. Its people: the members named, those of the roles, and, with neither, everybody
 * who may decide. `any`: one of them; `all`: each; `n_of_m`: `need` of them.
 */
export const stageSchema = z
  .object({
    name: z.string().trim().min(1).max(60),
    rule: z.enum(['any', 'all', 'n_of_m']),
    need: z.number().int().min(1).max(100).default(1),
    memberIds: memberIds.default([]),
    roles: z
      .array(z.enum(['owner', 'admin', 'manager', 'agent']))
      .max(4)
      .default([]),
  })
  .meta({ id: 'ApprovalStage' })
export type Stage = z.infer<typeof stageSchema>

export const policyDefinition = z
  .object({
    /** What it is about: `post`, `reply`. */
    types: z.array(z.string().min(1).max(30)).min(1).max(10).default(['post']),
    /** Empty: every channel. */
    channelIds: z.array(z.uuid()).max(200).default([]),
    /** Empty: whatever its labels; else one of these is enough. */
    labels: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
    stages: z.array(stageSchema).min(1, 'Add at least one stage.').max(8),
    /** The author's own approval counts. */
    selfApproval: z.boolean().default(false),
    /** The planned time is part of what is approved: moving it asks again. */
    bindTime: z.boolean().default(false),
    /** Minutes before the slot at which those who have not decided are reminded; without a slot: after the request. */
    remindBefore: z
      .array(minutes)
      .max(6)
      .default([24 * 60, 4 * 60, 60]),
    /** Reminders wait for these hours of the organisation's zone. */
    workingHours: z
      .object({
        weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
        from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      })
      .nullable()
      .default(null),
    /** With the last reminder these are asked, too. */
    escalateTo: memberIds.default([]),
    /** Minutes before the slot by which it must be approved. */
    approveByMinutes: minutes.nullable().default(null),
    onLate: z.enum(['hold', 'next_slot', 'approve']).default('hold'),
  })
  .meta({ id: 'ApprovalPolicyDefinition' })
export type PolicyDefinition = z.infer<typeof policyDefinition>

/** A policy frozen at the request: later changes of it do not touch what is under way. */
export type Plan = PolicyDefinition

export const savePolicyInput = z.object({
  id: z.uuid().optional(),
  version: z.number().int().min(1).optional(),
  name: z.string().trim().min(1, 'Give the policy a name.').max(100),
  enabled: z.boolean().default(true),
  definition: policyDefinition,
})
export type SavePolicy = z.input<typeof savePolicyInput>

export const policyView = z.object({
  id: z.uuid(),
  name: z.string(),
  position: z.number().int(),
  enabled: z.boolean(),
  version: z.number().int(),
  definition: policyDefinition,
  /** In one sentence: who approves what. */
  sentence: z.string(),
})
export type PolicyView = z.infer<typeof policyView>

const instant = z.iso.datetime()
const person = z.object({ id: z.string().nullable(), name: z.string(), kind: z.string() })

export const decisionView = z.object({
  id: z.uuid(),
  approvalId: z.uuid(),
  objectType: z.string(),
  objectId: z.uuid(),
  hash: z.string(),
  version: z.number().int(),
  stage: z.number().int(),
  decision: z.enum(decisionKinds),
  by: person,
  reason: z.string().nullable(),
  surface: z.string().nullable(),
  message: z.string().nullable(),
  at: instant,
})
export type DecisionView = z.infer<typeof decisionView>

export const stageProgress = z.object({
  name: z.string(),
  rule: z.enum(['any', 'all', 'n_of_m']),
  need: z.number().int(),
  state: z.enum(['done', 'open', 'later']),
  have: z.array(z.object({ by: person, surface: z.string().nullable(), at: instant })),
  waiting: z.array(z.object({ memberId: z.uuid(), name: z.string() })),
})

export const approvalView = z.object({
  id: z.uuid(),
  type: z.string(),
  objectId: z.uuid(),
  hash: z.string(),
  /** Version of the object that is asked for. */
  objectVersion: z.number().int(),
  title: z.string(),
  state: z.enum(approvalStates),
  policyName: z.string(),
  stages: z.array(stageProgress),
  requestedBy: person,
  authorId: z.uuid().nullable(),
  requestedAt: instant,
  endedAt: instant.nullable(),
  slotAt: instant.nullable(),
  approveBy: instant.nullable(),
  onLate: z.enum(['hold', 'next_slot', 'approve']),
  version: z.number().int(),
  decisions: z.array(decisionView),
})
export type ApprovalView = z.infer<typeof approvalView>

/** What asks for approval. The engine knows no more of it than this. */
export interface ApprovalObject {
  type: string
  id: string
  hash: string
  /** Grows with each change of the hash; shown to people. */
  version: number
  title: string
  channelIds: string[]
  labels: string[]
  authorId?: string | undefined
  slotAt?: Date | undefined
}

export const decideInput = z.object({
  approvalId: z.uuid(),
  /** The hash that the decider saw: another one meanwhile refuses with `conflict`. */
  hash: z.string().optional(),
  decision: z.enum(['approve', 'request_changes', 'reject']),
  reason: z.string().trim().max(2_000).optional(),
})
export type Decide = z.infer<typeof decideInput>

export const delegateInput = z.object({
  approvalId: z.uuid(),
  toMemberId: z.uuid(),
  reason: z.string().trim().max(2_000).optional(),
})

export const listWaitingQuery = z.object({
  /** Only those that I may decide now. */
  mine: z
    .enum(['true', 'false'])
    .default('true')
    .transform((said) => said === 'true'),
  type: z.string().max(30).optional(),
  /** `decided`: all that are not pending any more. */
  state: z.enum([...approvalStates, 'decided']).optional(),
})
