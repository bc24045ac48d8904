import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '#contracts/feature.ts'
import { answer, idParams, jsonBody, ok } from '#contracts/http.ts'
import { invalid } from '#kernel/errors.ts'
import { exportCsv } from './export-csv.ts'
import { checkCsv, discardImport, getImport, startImport } from './import-csv.ts'
import { readCalendar } from './read-calendar.ts'
import { schedulePost, unschedulePost } from './schedule-post.ts'
import {
  calendarQuery,
  calendarView,
  channelPublishing,
  freeSlot,
  importView,
  postRow,
  publishingSettings,
  scheduled,
  scheduleInput,
  seriesView,
  settingsView,
  slotInput,
  slotView,
} from './schema.ts'
import { changeFollowing, getSeries, skipOccurrence, stopSeries } from './series.ts'
import { getSettings, saveChannelSettings, saveSettings } from './settings.ts'
import { createSlot, deleteSlot, listSlots, nextFreeSlots, updateSlot } from './slots.ts'

const tags = ['Calendar']
const list = (text: string | undefined) => text?.split(',').filter((one) => one !== '')
const slot = slotView.openapi('Slot')
const series = seriesView.openapi('PostSeries')
const settings = settingsView.openapi('PublishingSettings')
const theImport = importView.openapi('CsvImport')
const planned = scheduled.openapi('Scheduled')
const nothing = z.null()
/** The path's own type makes the browser's typed client. */
const post = <Path extends string>(path: Path, summary: string) =>
  ({ method: 'post', path, tags, summary }) as const

const server = new OpenAPIHono<HttpEnv>()

/** A spreadsheet of a period. */
server.get('/export.csv', async (c) => {
  const period = z.object({ from: z.iso.datetime(), to: z.iso.datetime() }).safeParse(c.req.query())
  if (!period.success) throw invalid('Say from when to when: from and to, as ISO dates.')
  return c.body(await exportCsv(c.get('ctx'), period.data), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="posts.csv"',
  })
})

export const routes = server
  .openapi(
    createRoute({
      method: 'get',
      path: '/',
      tags,
      summary: 'Posts of a period (at most a hundred days), and times of series without a post yet',
      request: { query: calendarQuery },
      responses: answer(calendarView.openapi('Calendar')),
    }),
    async (c) => {
      const { from, to, channels, states } = c.req.valid('query')
      return ok(
        c,
        await readCalendar(c.get('ctx'), {
          from: new Date(from),
          to: new Date(to),
          channelIds: list(channels),
          states: list(states),
        }),
      )
    },
  )
  .openapi(
    createRoute({
      ...post(
        '/schedule',
        'Give a post its time: a wall clock, an instant, the next free slot, or a repetition',
      ),
      request: { body: jsonBody(scheduleInput) },
      responses: answer(planned),
    }),
    async (c) => ok(c, await schedulePost(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      ...post('/unschedule', 'Take a post off the calendar'),
      request: { body: jsonBody(z.object({ postId: z.uuid(), version: z.number().int().optional() })) },
      responses: answer(postRow),
    }),
    async (c) => ok(c, await unschedulePost(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/free-slots',
      tags,
      summary: 'The next free slots for these accounts (comma-separated ids)',
      request: {
        query: z.object({
          channels: z.string().max(8_000).default(''),
          category: z.string().max(60).optional(),
          count: z.coerce.number().int().min(1).max(20).default(5),
        }),
      },
      responses: answer(z.array(freeSlot.openapi('FreeSlot'))),
    }),
    async (c) => {
      const { channels, category, count } = c.req.valid('query')
      return ok(c, await nextFreeSlots(c.get('ctx'), { channelIds: list(channels) ?? [], category, count }))
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/slots',
      tags,
      summary: 'Weekly slots',
      responses: answer(z.array(slot)),
    }),
    async (c) => ok(c, await listSlots(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      ...post('/slots', 'Make a weekly slot'),
      request: { body: jsonBody(slotInput) },
      responses: answer(slot),
    }),
    async (c) => ok(c, await createSlot(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/slots/{id}',
      tags,
      summary: 'Change a slot; posts that have taken it keep their time',
      request: {
        params: idParams,
        body: jsonBody(slotInput.extend({ version: z.number().int().optional() })),
      },
      responses: answer(slot),
    }),
    async (c) =>
      ok(c, await updateSlot(c.get('ctx'), { ...c.req.valid('json'), id: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/slots/{id}',
      tags,
      summary: 'Delete a slot; posts that have taken it keep their time',
      request: { params: idParams },
      responses: answer(nothing),
    }),
    async (c) => {
      await deleteSlot(c.get('ctx'), c.req.valid('param').id)
      return ok(c, null)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/series/{id}',
      tags,
      summary: 'A repetition in words, with its next times',
      request: { params: idParams },
      responses: answer(series),
    }),
    async (c) => ok(c, await getSeries(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      ...post('/series/{id}/skip', 'Leave one time out'),
      request: { params: idParams, body: jsonBody(z.object({ at: z.iso.datetime() })) },
      responses: answer(series),
    }),
    async (c) =>
      ok(
        c,
        await skipOccurrence(c.get('ctx'), {
          seriesId: c.req.valid('param').id,
          at: new Date(c.req.valid('json').at),
        }),
      ),
  )
  .openapi(
    createRoute({
      ...post('/series/{id}/stop', 'No more of them; what is not out yet goes'),
      request: { params: idParams },
      responses: answer(series),
    }),
    async (c) => ok(c, await stopSeries(c.get('ctx'), { seriesId: c.req.valid('param').id })),
  )
  .openapi(
    createRoute({
      ...post('/series/following', 'From this post on, all of them say what it says'),
      request: { body: jsonBody(z.object({ postId: z.uuid(), rrule: z.string().max(1_000).optional() })) },
      responses: answer(postRow),
    }),
    async (c) => ok(c, await changeFollowing(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/settings',
      tags,
      summary: 'How posts are published, and the accounts that publish',
      responses: answer(settings),
    }),
    async (c) => ok(c, await getSettings(c.get('ctx'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/settings',
      tags,
      summary: 'Missed window, stagger, warnings, link tags',
      request: { body: jsonBody(publishingSettings) },
      responses: answer(settings),
    }),
    async (c) => ok(c, await saveSettings(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'put',
      path: '/settings/channels',
      tags,
      summary: 'Pause, least gap and category of an account',
      request: { body: jsonBody(channelPublishing) },
      responses: answer(settings),
    }),
    async (c) => ok(c, await saveChannelSettings(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      ...post('/imports', 'Check a CSV of posts; nothing is made yet'),
      request: {
        body: jsonBody(z.object({ name: z.string().max(200), csv: z.string().max(2 * 1024 * 1024) })),
      },
      responses: answer(theImport),
    }),
    async (c) => ok(c, await checkCsv(c.get('ctx'), c.req.valid('json'))),
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/imports/{id}',
      tags,
      summary: 'An import, row by row',
      request: { params: idParams },
      responses: answer(theImport),
    }),
    async (c) => ok(c, await getImport(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      ...post('/imports/{id}/start', 'Make the posts of the good rows'),
      request: { params: idParams },
      responses: answer(theImport),
    }),
    async (c) => ok(c, await startImport(c.get('ctx'), c.req.valid('param').id)),
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/imports/{id}',
      tags,
      summary: 'Discard an import that was only checked',
      request: { params: idParams },
      responses: answer(nothing),
    }),
    async (c) => {
      await discardImport(c.get('ctx'), c.req.valid('param').id)
      return ok(c, null)
    },
  )

export type Routes = typeof routes
