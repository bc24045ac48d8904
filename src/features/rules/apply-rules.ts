import type { z } from 'zod'
import type { messageReceived } from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { sendAhead } from '#kernel/scoped-dialect.ts'
import { branchOf } from './branch-of.ts'
import type { Branch } from './branch-of.ts'
import { decisivePath, evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluate.ts'
import { ruleRan } from './events.ts'
import { prepareFacts } from './facts.ts'
import { cancelWaits } from './finish-wait.ts'
import type { Facts } from './facts.ts'
import { heldBack } from './held-back.ts'
import { lockForRules } from './lock-for-rules.ts'
import { outcomeOf, perform } from './perform.ts'
import { compiledOf, enabledRules, json, readState } from './queries.ts'
import type { RulesState, StoredRule } from './queries.ts'
import type { StoredCheck } from './tables.ts'

export type Received = z.infer<(typeof messageReceived)['payload']>

export function factsOf({ message, conversation, contact, first, started }: Received): Facts {
  return {
    // A pressed button says what stands on it.
    text: message.text || (message.postback?.['title'] ?? ''),
    channelId: conversation.channel.id,
    connector: conversation.channel.connector,
    authorKind: message.author.kind,
    first,
    started,
    labels: conversation.labels,
    status: conversation.status,
    assigned: conversation.assigneeId !== null,
    story: message.story?.['kind'] ?? null,
    attachmentKinds: message.attachments.map((attachment) => attachment.kind),
    locale: contact.locale,
    at: new Date(message.at),
  }
}

/**
 * Judges a message by every rule, in order. What each made of it, what the rules did, and that it was handled are
 * one transaction: the same event again finds the row and does nothing.
 */
export async function applyRules(ctx: Ctx, received: Received): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const state = await readState(tx, { hold: true })
    const rules = await enabledRules(tx, state.version)
    if (rules.length === 0) return
    const { message, conversation, contact } = received
    if (!(await lockForRules(tx, conversation.id, contact.id))) return
    if (await isHandled(tx, message.id)) return
    await cancelWaits(
      tx,
      { conversationId: conversation.id, beforeSeq: message.seq, for: 'customer' },
      'The customer wrote again.',
    )
    const kept = tx.db.insertInto('rule_checks').values({
      org_id: tx.orgId,
      message_id: message.id,
      conversation_id: conversation.id,
      checks: json(await checkAll(tx, state, rules, received)),
      at: tx.clock.now(),
    })
    await sendAhead(tx.db, kept.compile())
  })
}

async function isHandled(tx: Ctx, messageId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('rule_checks')
    .select('message_id')
    .where('org_id', '=', tx.orgId)
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  return row !== undefined
}

async function checkAll(
  tx: Ctx,
  state: RulesState,
  rules: readonly StoredRule[],
  received: Received,
): Promise<StoredCheck[]> {
  if (isHistory(tx, received)) return [{ r: null, v: null, why: 'late' }]
  if (state.stoppedAt) return [{ r: null, v: null, why: 'stopped' }]
  const facts = prepareFacts(factsOf(received))
  const checks: StoredCheck[] = []
  let stopped = false
  for (const rule of rules) {
    const check = (why: StoredCheck['why'], path?: string) =>
      checks.push({ r: rule.id, v: rule.version, why, ...(path === undefined ? {} : { p: path }) })
    if (stopped) {
      check('earlier_rule')
      continue
    }
    const compiled = compiledOf(rule.definition)
    const evaluation = evaluate(compiled, facts)
    const branch = branchOf(rule.definition, evaluation.matched)
    if (!branch) {
      // A rule that matches, does nothing and stops is how one makes an exception.
      if (evaluation.matched) check('ran')
      else check('no_match', decisivePath(compiled, evaluation.trace))
      stopped = evaluation.matched && rule.definition.stop
      continue
    }
    const held = await heldBack(tx, rule, received.conversation.id, received.contact.id)
    check(held ?? 'ran')
    if (held) continue
    await runRule(tx, state, rule, branch, evaluation, received)
    stopped = evaluation.matched && rule.definition.stop
  }
  return checks
}

const newsMs = 10 * 60_000

/** Told long after it was written, when the talk had gone on. A second's delay behind our own reply is not that. */
const isHistory = (ctx: Ctx, { late, message }: Received): boolean =>
  late && ctx.clock.now().getTime() - Date.parse(message.at) > newsMs

async function runRule(
  tx: Ctx,
  state: RulesState,
  rule: StoredRule,
  branch: Branch,
  evaluation: Evaluation,
  { message, conversation, contact }: Received,
): Promise<void> {
  const run = {
    id: newId(),
    ruleId: rule.id,
    ruleName: rule.definition.name,
    conversationId: conversation.id,
    messageId: message.id,
    messageSeq: message.seq,
    maxRepliesPerHour: state.maxRepliesPerHour,
  }
  const effects = await perform(tx, run, rule.definition[branch])
  const outcome = outcomeOf(effects)
  const row = tx.db.insertInto('rule_runs').values({
    org_id: tx.orgId,
    id: run.id,
    rule_id: rule.id,
    rule_version: rule.version,
    rule_name: run.ruleName,
    message_id: message.id,
    conversation_id: conversation.id,
    contact_id: contact.id,
    branch,
    outcome,
    trace: json(evaluation.trace),
    effects: json(effects),
    at: tx.clock.now(),
  })
  await sendAhead(tx.db, row.compile())
  const { id: runId, ruleId, ruleName, conversationId, messageId } = run
  emit(tx, ruleRan, runId, { runId, ruleId, ruleName, conversationId, messageId, outcome })
}
