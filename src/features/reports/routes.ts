import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { deleteReport, listReports, runReport, saveReport } from './reports.ts'
import { listSchedules, scheduleReport, stopSchedule } from './schedules.ts'
import {
  answeredSection,
  reportInput,
  reportView,
  scheduleInput,
  scheduleView,
  sectionSchema,
} from './schema.ts'
import { templates } from './templates.ts'

const tags = ['Reports']
const report = reportView.openapi('Report')
const schedule = scheduleView.openapi('ReportSchedule')
const server = new OpenAPIHono<HttpEnv>()

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'Saved reports',
      responses: answer(z.array(report)),
    }),
    async (c) => ok(c, await listReports(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/templates',
      tags,
      summary: 'Reports that are ready to send or to change',
      responses: answer(
        z.array(z.object({ id: z.string(), name: z.string(), sections: z.array(sectionSchema) })),
      ),
    }),
    (c) =>
      ok(
        c,
        Object.entries(templates).map(([id, template]) => ({ id, ...template })),
      ),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/',
      tags,
      summary: 'Make a report of several questions',
      request: { body: jsonBody(reportInput) },
      responses: answer(report),
    }),
    async (c) => ok(c, await saveReport(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/schedules',
      tags,
      summary: 'What is sent, when and where',
      responses: answer(z.array(schedule)),
    }),
    async (c) => ok(c, await listSchedules(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/schedules',
      tags,
      summary: 'Send a report, or the answers to questions, again and again',
      request: { body: jsonBody(scheduleInput) },
      responses: answer(schedule),
    }),
    async (c) => ok(c, await scheduleReport(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/schedules/{id}',
      tags,
      summary: 'Stop sending',
      request: { params: idParams },
      responses: answer(schedule),
    }),
    async (c) => ok(c, await stopSchedule(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/{id}',
      tags,
      summary: 'Change a report',
      request: {
        params: idParams,
        body: jsonBody(reportInput.extend({ version: z.number().int().optional() })),
      },
      responses: answer(report),
    }),
    async (c) =>
      ok(c, await saveReport(c.get('ctx'), { ...c.req.valid('json'), id: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/{id}/answers',
      tags,
      summary: 'The report as it is now',
      request: { params: idParams },
      responses: answer(z.object({ report, sections: z.array(answeredSection) })),
    }),
    async (c) => ok(c, await runReport(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/{id}',
      tags,
      summary: 'Delete a report, and stop sending it',
      request: { params: idParams },
      responses: answer(report),
    }),
    async (c) => ok(c, await deleteReport(c.get('ctx'), c.req.valid('param').id)),
  )

export type Routes = typeof routes
