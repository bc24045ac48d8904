import { createHash } from 'node:crypto'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { answerDashboard } from './answer-dashboard.ts'
import { behindFigure } from './behind-figure.ts'
import { getDashboard, listDashboards } from './list-dashboards.ts'
import { createDashboard, deleteDashboard, orderDashboards, saveDashboard } from './save-dashboard.ts'
import { deleteView, listViews, saveView } from './saved-views.ts'
import {
  behindQuery,
  behindView,
  dashboardAnswer,
  dashboardInput,
  dashboardView,
  savedView,
  savedViewInput,
  settingsQuery,
} from './schema.ts'
import { settingsOf } from './widget-question.ts'

const tags = ['Dashboards']
const dashboard = dashboardView.openapi('Dashboard')
const view = savedView.openapi('DashboardSavedView')
const viewParams = idParams.extend({ viewId: z.uuid() })
const server = new OpenAPIHono<HttpEnv>()

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: "The team's dashboards and your own, in their order",
      responses: answer(z.array(dashboard)),
    }),
    async (c) => ok(c, await listDashboards(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Make a dashboard',
      request: { body: jsonBody(dashboardInput) },
      responses: answer(dashboard),
    }),
    async (c) => ok(c, await createDashboard(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/order',
      tags,
      summary: 'The order in which all see them',
      request: { body: jsonBody(z.object({ ids: z.array(z.uuid()).min(1).max(100) })) },
      responses: answer(z.array(dashboard)),
    }),
    async (c) => ok(c, await orderDashboards(c.get('ctx'), c.req.valid('json').ids)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}',
      tags,
      summary: 'A dashboard',
      request: { params: idParams },
      responses: answer(dashboard),
    }),
    async (c) => ok(c, await getDashboard(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/{id}',
      tags,
      summary: 'Change a dashboard, over the version that you saw',
      request: {
        params: idParams,
        body: jsonBody(dashboardInput.extend({ version: z.number().int() })),
      },
      responses: answer(dashboard),
    }),
    async (c) => ok(c, await saveDashboard(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}',
      tags,
      summary: 'Delete a dashboard',
      request: { params: idParams },
      responses: answer(dashboard),
    }),
    async (c) => ok(c, await deleteDashboard(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/answer',
      tags,
      summary: 'All its widgets answered as of now; with If-None-Match, 304 when nothing has changed',
      request: { params: idParams, query: settingsQuery },
      responses: { ...answer(dashboardAnswer), 304: { description: 'As you know it' } },
    }),
    async (c) => {
      const data = await answerDashboard(
        c.get('ctx'),
        c.req.valid('param').id,
        settingsOf(c.req.valid('query')),
      )
      const etag = `"${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}"`
      c.header('ETag', etag)
      c.header('Cache-Control', 'private, no-cache')
      return c.req.header('if-none-match') === etag ? c.body(null, 304) : ok(c, data)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/behind',
      tags,
      summary: 'The posts, conversations or accounts behind a figure of a widget',
      request: { params: idParams, query: behindQuery },
      responses: answer(behindView.openapi('BehindFigure')),
    }),
    async (c) => ok(c, await behindFigure(c.get('ctx'), c.req.valid('param').id, c.req.valid('query'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/views',
      tags,
      summary: 'Periods and filters that people keep under a name; your own first',
      request: { params: idParams },
      responses: answer(z.array(view)),
    }),
    async (c) => ok(c, await listViews(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/{id}/views',
      tags,
      summary: 'Keep a period and filters under a name',
      request: { params: idParams, body: jsonBody(savedViewInput) },
      responses: answer(view),
    }),
    async (c) => ok(c, await saveView(c.get('ctx'), c.req.valid('param').id, c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/{id}/views/{viewId}',
      tags,
      summary: 'Change a view of yours',
      request: { params: viewParams, body: jsonBody(savedViewInput) },
      responses: answer(view),
    }),
    async (c) => {
      const { id, viewId } = c.req.valid('param')
      return ok(c, await saveView(c.get('ctx'), id, c.req.valid('json'), viewId))
    },
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}/views/{viewId}',
      tags,
      summary: 'Delete a view of yours',
      request: { params: viewParams },
      responses: answer(view),
    }),
    async (c) => {
      const { id, viewId } = c.req.valid('param')
      return ok(c, await deleteView(c.get('ctx'), id, viewId))
    },
  )

export type Routes = typeof routes
