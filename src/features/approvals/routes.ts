import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { invalid } from '#kernel/errors.ts'
import { decide } from './decide.ts'
import { delegate } from './delegate.ts'
import { createGuestLink, listGuestLinks, revokeGuestLink } from './guests.ts'
import { exportDecisions, listApprovals } from './list-approvals.ts'
import { deletePolicy, listPolicies, reorderPolicies, savePolicy, testPolicy } from './policies.ts'
import { getApproval } from './progress.ts'
import {
  approvalView,
  decideInput,
  decisionView,
  delegateInput,
  listWaitingQuery,
  policyView,
  savePolicyInput,
} from './schema.ts'

const tags = ['Approvals']
const approval = approvalView.openapi('Approval')
const policy = policyView.openapi('ApprovalPolicy')
const decision = decisionView.openapi('ApprovalDecision')
const guestLink = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    expiresAt: z.iso.datetime(),
    revoked: z.boolean(),
    used: z.boolean(),
  })
  .openapi('GuestLink')
const tested = z.object({
  policy: z.string().nullable(),
  stages: z.array(z.object({ name: z.string(), people: z.array(z.string()) })),
})
const nothing = z.null()

/** A spreadsheet may run what begins like a formula, so such a cell begins with an apostrophe. */
const cell = (text: string) => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`

const server = new OpenAPIHono<HttpEnv>()

/** Before `/{id}`, which would take its name for one. */
server.get('/decisions.csv', async (c) => {
  const period = z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).safeParse(c.req.query())
  if (!period.success) throw invalid('Say from when to when: from and to, as ISO dates.')
  const { items } = await exportDecisions(c.get('ctx'), {
    from: new Date(period.data.from),
    to: new Date(period.data.to),
  })
  const head = ['at', 'decision', 'by', 'type', 'object', 'version', 'hash', 'reason', 'surface', 'message']
  const rows = items.map((one) => [
    one.at,
    one.decision,
    one.by.name,
    one.objectType,
    one.objectId,
    String(one.version),
    one.hash,
    one.reason ?? '',
    one.surface ?? '',
    one.message ?? '',
  ])
  const text = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
  return c.body(`${text}\r\n`, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="approval-decisions.csv"',
  })
})

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'Requests, newest first; with mine=true those that I may decide now',
      request: { query: pageQuery.extend(listWaitingQuery.shape) },
      responses: answer(z.array(approval)),
    }),
    async (c) => {
      const { items, cursor } = await listApprovals(c.get('ctx'), c.req.valid('query'))
      return ok(c, items, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/policies',
      tags,
      summary: 'Approval policies in their order: the first that fits decides',
      responses: answer(z.array(policy)),
    }),
    async (c) => ok(c, await listPolicies(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/policies',
      tags,
      summary: 'Make a policy, or change the one with this id',
      request: { body: jsonBody(savePolicyInput) },
      responses: answer(policy),
    }),
    async (c) => ok(c, await savePolicy(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/policies/order',
      tags,
      summary: 'Change the order: all ids, first to last',
      request: { body: jsonBody(z.object({ ids: z.array(z.uuid()).max(100) })) },
      responses: answer(z.array(policy)),
    }),
    async (c) => ok(c, await reorderPolicies(c.get('ctx'), c.req.valid('json').ids)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/policies/test',
      tags,
      summary: 'Which policy would decide, and who would be asked; nothing is written',
      request: {
        body: jsonBody(
          z.object({
            type: z.string().max(30).default('post'),
            channelIds: z.array(z.uuid()).max(200).default([]),
            labels: z.array(z.string().max(60)).max(50).default([]),
            authorId: z.uuid().optional(),
          }),
        ),
      },
      responses: answer(tested),
    }),
    async (c) => ok(c, await testPolicy(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/policies/{id}',
      tags,
      summary: 'Delete a policy; what is under way keeps it',
      request: { params: idParams },
      responses: answer(nothing),
    }),
    async (c) => {
      await deletePolicy(c.get('ctx'), c.req.valid('param').id)
      return ok(c, null)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/decisions',
      tags,
      summary: 'The record of decisions of a period, at most 10,000; /decisions.csv for a spreadsheet',
      request: {
        query: z.object({
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          type: z.string().max(30).optional(),
        }),
      },
      responses: answer(z.object({ items: z.array(decision), more: z.boolean() })),
    }),
    async (c) => {
      const { from, to, type } = c.req.valid('query')
      return ok(c, await exportDecisions(c.get('ctx'), { from: new Date(from), to: new Date(to), type }))
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'One request with its stages and decisions',
      request: { params: idParams },
      responses: answer(approval),
    }),
    async (c) => ok(c, await getApproval(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/decisions',
      tags,
      summary: 'Approve, request changes or reject exactly this content',
      request: { params: idParams, body: jsonBody(decideInput.omit({ approvalId: true })) },
      responses: answer(approval),
    }),
    async (c) =>
      ok(c, await decide(c.get('ctx'), { ...c.req.valid('json'), approvalId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/delegate',
      tags,
      summary: 'Ask somebody else in my place',
      request: { params: idParams, body: jsonBody(delegateInput.omit({ approvalId: true })) },
      responses: answer(approval),
    }),
    async (c) =>
      ok(c, await delegate(c.get('ctx'), { ...c.req.valid('json'), approvalId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/guests',
      tags,
      summary: 'Links of guests for this request',
      request: { params: idParams },
      responses: answer(z.array(guestLink)),
    }),
    async (c) => ok(c, await listGuestLinks(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/guests',
      tags,
      summary: 'Ask a guest by a link, which is shown once',
      request: {
        params: idParams,
        body: jsonBody(
          z.object({
            name: z.string().trim().min(1, 'Say who it is for.').max(100),
            email: z.email().optional(),
            days: z.number().int().min(1).max(30).optional(),
          }),
        ),
      },
      responses: answer(guestLink.extend({ url: z.string() }).openapi('NewGuestLink')),
    }),
    async (c) =>
      ok(
        c,
        await createGuestLink(c.get('ctx'), {
          ...c.req.valid('json'),
          approvalId: c.req.valid('param').id,
        }),
      ),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/guests/{id}',
      tags,
      summary: 'Take a guest’s link back',
      request: { params: idParams },
      responses: answer(nothing),
    }),
    async (c) => {
      await revokeGuestLink(c.get('ctx'), c.req.valid('param').id)
      return ok(c, null)
    },
  )

export type Routes = typeof routes
