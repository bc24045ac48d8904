import { z } from 'zod'
import { authorKinds, statuses } from '../inbox/schema.ts'

export { describeAction, describeClause, describeRule, ruleSentence } from './sentence.schema.ts'
export type { SentenceNames, SentencePart } from './sentence.schema.ts'

/** Groups in groups, the outermost counted. */
export const maxDepth = 5
export const maxClauses = 50
export const maxActions = 20
const maxWaitSeconds = 30 * 86_400

const word = z.string().trim().min(1, 'Write a word first.').max(200)
const codes = z.array(z.string().trim().min(1).max(60)).min(1, 'Choose at least one.').max(50)
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time like 09:30.')
const label = z.string().trim().min(1).max(60)
const text = z.string().trim().min(1, 'Write the text first.').max(4_000)

const zone = z.string().max(64).refine(isZone, 'That is not a time zone. Write one like Europe/Berlin.')

function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const keywordModes = ['exact', 'any', 'all', 'contains'] as const

/** One thing that is true of a message or not. */
export const clauseSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('keyword'),
      /** exact: the whole message is one of them; any, all: as whole words; contains: anywhere in a word. */
      mode: z.enum(keywordModes),
      words: z.array(word).min(1, 'Add at least one word.').max(100),
    }),
    z.object({
      kind: z.literal('regex'),
      pattern: z.string().min(1, 'Write a pattern first.').max(500),
      ignoreCase: z.boolean().default(true),
    }),
    z.object({ kind: z.literal('firstMessage') }),
    z.object({ kind: z.literal('startedConversation') }),
    z.object({
      kind: z.literal('channel'),
      ids: z.array(z.uuid()).min(1, 'Choose at least one channel.').max(100),
    }),
    z.object({ kind: z.literal('connector'), ids: codes }),
    z.object({
      kind: z.literal('hours'),
      /** 1 is Monday. A span that ends the next morning belongs to the day on which it begins. */
      weekdays: z.array(z.number().int().min(1).max(7)).min(1, 'Choose at least one day.').max(7),
      from: clockTime,
      /** Not included. The same as `from`: the whole day. */
      to: clockTime,
      zone,
      inside: z.boolean().default(true),
    }),
    z.object({ kind: z.literal('author'), is: z.array(z.enum(authorKinds)).min(1) }),
    z.object({ kind: z.literal('label'), has: z.array(label).min(1).max(20) }),
    z.object({ kind: z.literal('status'), is: z.array(z.enum(statuses)).min(1) }),
    z.object({ kind: z.literal('assigned'), is: z.boolean() }),
    z.object({ kind: z.literal('story'), is: z.enum(['reply', 'mention', 'any']) }),
    z.object({
      kind: z.literal('attachment'),
      kinds: z.array(z.string().min(1).max(20)).max(10).default([]),
    }),
    z.object({ kind: z.literal('language'), codes }),
  ])
  .meta({ id: 'RuleClause' })
export type Clause = z.infer<typeof clauseSchema>

export const groupKinds = ['all', 'any', 'not'] as const
/** `not`: none of them. */
export interface Group {
  kind: (typeof groupKinds)[number]
  of: Condition[]
}
export type Condition = Clause | Group

/** Depth is bounded by construction: each level knows only the one below, so hostile nesting ends here. */
const groupOver = (condition: z.ZodType<Condition>) =>
  z.object({ kind: z.enum(groupKinds), of: z.array(condition).max(maxClauses) })
function groupOfDepth(depth: number): ReturnType<typeof groupOver> {
  if (depth === 1) return groupOver(clauseSchema).meta({ id: 'RuleGroup1' })
  const inner = z.discriminatedUnion('kind', [clauseSchema, groupOfDepth(depth - 1)])
  return groupOver(inner).meta({ id: `RuleGroup${depth}` })
}

export const isGroup = (condition: Condition): condition is Group => 'of' in condition

export function countClauses(condition: Condition): number {
  return isGroup(condition) ? condition.of.reduce((sum, one) => sum + countClauses(one), 0) : 1
}

/** An empty outermost group matches every message. */
export const conditionSchema = groupOfDepth(maxDepth).refine(
  (group) => countClauses(group) <= maxClauses,
  `At most ${maxClauses} conditions fit into one rule.`,
)

export const actionSchema = z
  .discriminatedUnion('kind', [
    /** `{firstName}` and the other variables of saved replies are filled in. */
    z.object({
      kind: z.literal('reply'),
      text,
      /** Kept as a suggestion, and sent only when a person says so. */
      ask: z.boolean().optional(),
    }),
    z.object({ kind: z.literal('assign'), memberId: z.uuid().nullable() }),
    z.object({
      kind: z.literal('label'),
      add: z.array(label).max(20).default([]),
      remove: z.array(label).max(20).default([]),
    }),
    z.object({ kind: z.literal('note'), text }),
    z.object({ kind: z.literal('priority'), priority: z.number().int().min(0).max(3) }),
    z.object({ kind: z.literal('resolve') }),
    z.object({ kind: z.literal('snooze'), seconds: z.number().int().min(60).max(maxWaitSeconds) }),
    /** What stands after it happens later, unless somebody was faster. */
    z.object({
      kind: z.literal('wait'),
      seconds: z.number().int().min(1).max(maxWaitSeconds),
      cancelOnHumanReply: z.boolean().default(true),
      cancelOnCustomerReply: z.boolean().default(false),
    }),
  ])
  .meta({ id: 'RuleAction' })
export type Action = z.infer<typeof actionSchema>

export const cooldownSchema = z.object({
  seconds: z.number().int().min(1).max(maxWaitSeconds),
  per: z.enum(['conversation', 'contact']),
})

const suggests = (action: Action): boolean => action.kind === 'reply' && action.ask === true

const actions = z
  .array(actionSchema)
  .max(maxActions)
  .refine((all) => all.filter(suggests).length < 2, 'A rule suggests one reply. Put both texts into one.')

export const ruleDefinition = z
  .object({
    name: z.string().trim().min(1, 'Give the rule a name.').max(100),
    when: conditionSchema,
    then: actions,
    otherwise: actions.default([]),
    /** After a match no later rule is looked at. */
    stop: z.boolean().default(false),
    cooldown: cooldownSchema.nullable().default(null),
    oncePerContact: z.boolean().default(false),
  })
  .refine((rule) => rule.stop || rule.then.length + rule.otherwise.length > 0, {
    message: 'Say what the rule should do.',
    path: ['then'],
  })
export type RuleDefinition = z.infer<typeof ruleDefinition>

export const createRuleInput = z.object({ definition: ruleDefinition, enabled: z.boolean().default(false) })
export type CreateRule = z.input<typeof createRuleInput>
export const updateRuleInput = z.object({
  definition: ruleDefinition,
  /** The version that was edited; another one meanwhile refuses with `conflict`. */
  version: z.number().int().min(1),
})
export type UpdateRule = z.input<typeof updateRuleInput>
export const reorderInput = z.object({ ids: z.array(z.uuid()).min(1).max(1_000) })
export const stateInput = z.object({
  /** True stops every rule at once, and takes back what waits. */
  stopped: z.boolean().optional(),
  /** Automatic replies in one conversation within an hour in which nobody of the team wrote. */
  maxRepliesPerHour: z.number().int().min(1).max(60).optional(),
})

const instant = z.iso.datetime()

export const ruleView = z.object({
  id: z.uuid(),
  position: z.number().int(),
  enabled: z.boolean(),
  version: z.number().int(),
  definition: ruleDefinition,
  /** When-then in one sentence. */
  sentence: z.string(),
  createdAt: instant,
  updatedAt: instant,
  lastRunAt: instant.nullable(),
  runs: z.number().int(),
})
export type RuleView = z.infer<typeof ruleView>

export const versionView = z.object({
  version: z.number().int(),
  definition: ruleDefinition,
  sentence: z.string(),
  by: z.string(),
  at: instant,
})
export const ruleWithVersions = ruleView.extend({ versions: z.array(versionView) })
export type RuleWithVersions = z.infer<typeof ruleWithVersions>

export const stateView = z.object({
  stopped: z.boolean(),
  stoppedAt: instant.nullable(),
  stoppedBy: z.string().nullable(),
  maxRepliesPerHour: z.number().int(),
})
export type StateView = z.infer<typeof stateView>

/** One clause or group as it was judged. `path`: `0.2` is the third part of the first. */
export const traceLine = z.object({
  path: z.string(),
  text: z.string(),
  matched: z.boolean(),
  /** What was found, e.g. the word. */
  found: z.string().optional(),
})
export type TraceLine = z.infer<typeof traceLine>

export const effectOutcomes = ['done', 'refused', 'waiting', 'cancelled'] as const
export const effectSchema = z.object({
  kind: z.string(),
  /** In words. */
  action: z.string(),
  outcome: z.enum(effectOutcomes),
  /** Why it was refused, or what made it. */
  reason: z.string().optional(),
  dueAt: instant.optional(),
})
export type Effect = z.infer<typeof effectSchema>

export const runView = z.object({
  id: z.uuid(),
  ruleId: z.uuid(),
  ruleName: z.string(),
  ruleVersion: z.number().int(),
  conversationId: z.uuid(),
  conversationNumber: z.number().int(),
  messageId: z.uuid(),
  messageText: z.string(),
  branch: z.enum(['then', 'otherwise']),
  outcome: z.enum(effectOutcomes),
  trace: z.array(traceLine),
  effects: z.array(effectSchema),
  at: instant,
})
export type RunView = z.infer<typeof runView>
export const listRunsQuery = z.object({
  ruleId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  /** A run by its own id, its message's or its conversation's: what a link may carry. */
  about: z.uuid().optional(),
})

/** Why a rule did nothing about a message. */
export const skipReasons = ['no_match', 'cooldown', 'once', 'earlier_rule', 'stopped', 'late'] as const
export const checkView = z.object({
  messageId: z.uuid(),
  messageText: z.string(),
  at: instant,
  rules: z.array(
    z.object({
      ruleId: z.uuid().nullable(),
      ruleName: z.string(),
      ruleVersion: z.number().int().nullable(),
      reason: z.enum(['ran', ...skipReasons]),
      text: z.string(),
    }),
  ),
})
export type CheckView = z.infer<typeof checkView>
