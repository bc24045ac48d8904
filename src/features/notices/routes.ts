import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, jsonBody, ok, pageQuery } from '#contracts/http.ts'
import { getNoticeBox, listNotices, muteNotices, readNotices } from './notices.ts'
import { muteInput, noticeBox, noticeView, readInput } from './schema.ts'

const tags = ['Notices']
const box = noticeBox.openapi('NoticeBox')
const server = new OpenAPIHono<HttpEnv>()

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'What you were told of, newest first; kept for 90 days',
      request: { query: pageQuery },
      responses: answer(z.array(noticeView.openapi('Notice'))),
    }),
    async (c) => {
      const { notices, cursor } = await listNotices(c.get('ctx'), c.req.valid('query'))
      return ok(c, notices, cursor)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/box',
      tags,
      summary: 'How many are unread, and which kinds you muted',
      responses: answer(box),
    }),
    async (c) => ok(c, await getNoticeBox(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/read',
      tags,
      summary: 'Mark some, or all, as read',
      request: { body: jsonBody(readInput) },
      responses: answer(box),
    }),
    async (c) => ok(c, await readNotices(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/muted',
      tags,
      summary: 'Kinds that you do not want to be told of',
      request: { body: jsonBody(muteInput) },
      responses: answer(box),
    }),
    async (c) => ok(c, await muteNotices(c.get('ctx'), c.req.valid('json'))),
  )

export type Routes = typeof routes
