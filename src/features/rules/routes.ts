import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { backtestInput, backtestView } from './backtest.schema.ts'
import { backtestRule } from './backtest-rule.ts'
import { getRule, listRules } from './list-rules.ts'
import { listChecks, listRuns } from './list-runs.ts'
import { getRulesState, setRulesState } from './rules-state.ts'
import { createRule, updateRule } from './save-rule.ts'
import {
  checkView,
  createRuleInput,
  listRunsQuery,
  reorderInput,
  ruleView,
  ruleWithVersions,
  runView,
  stateInput,
  stateView,
  updateRuleInput,
} from './schema.ts'
import { suggestionRoutes } from './suggestion-routes.ts'
import { deleteRule, disableRule, enableRule, reorderRules } from './switch-rule.ts'

const tags = ['Rules']

const rule = ruleWithVersions.openapi('Rule')
const rules = z.array(ruleView.openapi('RuleRow'))
const state = stateView.openapi('RulesState')
const params = idParams

export const routes = new OpenAPIHono<HttpEnv>()
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'Rules in their order',
      responses: answer(rules),
    }),
    async (c) => ok(c, await listRules(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Make a rule (off unless told otherwise)',
      request: { body: jsonBody(createRuleInput) },
      responses: answer(rule),
    }),
    async (c) => ok(c, await createRule(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/order',
      tags,
      summary: 'Change the order: all ids, first to last',
      request: { body: jsonBody(reorderInput) },
      responses: answer(rules),
    }),
    async (c) => ok(c, await reorderRules(c.get('ctx'), c.req.valid('json').ids)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/state',
      tags,
      summary: 'Are rules running at all',
      responses: answer(state),
    }),
    async (c) => ok(c, await getRulesState(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/state',
      tags,
      summary: 'Stop all rules at once, or let them run again',
      request: { body: jsonBody(stateInput) },
      responses: answer(state),
    }),
    async (c) => ok(c, await setRulesState(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/runs',
      tags,
      summary: 'What rules did, newest first, with the clauses that decided',
      request: { query: pageQuery.extend(listRunsQuery.shape) },
      responses: answer(z.array(runView.openapi('RuleRun'))),
    }),
    async (c) => {
      const { items, cursor } = await listRuns(c.get('ctx'), c.req.valid('query'))
      return ok(c, items, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/checks',
      tags,
      summary: 'What every rule made of the last messages of a conversation, and why (kept for 14 days)',
      request: { query: z.object({ conversationId: z.uuid(), limit: pageQuery.shape.limit }) },
      responses: answer(z.array(checkView.openapi('RuleCheck'))),
    }),
    async (c) => ok(c, await listChecks(c.get('ctx'), c.req.valid('query'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/backtest',
      tags,
      summary: 'What a rule would have done about stored messages; nothing is sent or written',
      request: { body: jsonBody(backtestInput) },
      responses: answer(backtestView.openapi('RuleBacktest')),
    }),
    async (c) => ok(c, await backtestRule(c.get('ctx'), c.req.valid('json'))),
  )
  .route('/', suggestionRoutes)
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'One rule with its versions',
      request: { params },
      responses: answer(rule),
    }),
    async (c) => ok(c, await getRule(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/{id}',
      tags,
      summary: 'Change a rule: a new version',
      request: { params, body: jsonBody(updateRuleInput) },
      responses: answer(rule),
    }),
    async (c) => ok(c, await updateRule(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/enable',
      tags,
      summary: 'Switch a rule on',
      request: { params },
      responses: answer(rule),
    }),
    async (c) => ok(c, await enableRule(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/disable',
      tags,
      summary: 'Switch a rule off, and take back what it put off',
      request: { params },
      responses: answer(rule),
    }),
    async (c) => ok(c, await disableRule(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}',
      tags,
      summary: 'Delete a rule; what it did stays in the log',
      request: { params },
      responses: answer(z.object({ deleted: z.literal(true) })),
    }),
    async (c) => {
      await deleteRule(c.get('ctx'), c.req.valid('param').id)
      return ok(c, { deleted: true as const })
    },
  )

export type Routes = typeof routes
