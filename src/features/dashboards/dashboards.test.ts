import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeServer } from '../../http/server.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { answerAsked } from '#features/ask/index.ts'
import { feature as orgs } from '#features/orgs/index.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { makeTeam } from '#test/kit/team.ts'
import { answerDashboard } from './answer-dashboard.ts'
import { behindFigure } from './behind-figure.ts'
import { getDashboard, listDashboards } from './list-dashboards.ts'
import { createDashboard, deleteDashboard, orderDashboards, saveDashboard } from './save-dashboard.ts'
import { routes } from './routes.ts'
import { deleteView, listViews, saveView } from './saved-views.ts'
import { mostWidgets } from './schema.ts'
import type { Widget } from './schema.ts'
import { settingsOf } from './widget-question.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
})

const october = { from: '2026-10-01', to: '2026-10-31' }
const likes: Widget = {
  id: 'likes',
  kind: 'question',
  title: 'Likes',
  look: 'number',
  width: 1,
  height: 'small',
  question: { metrics: ['likes'], grain: 'week', period: october, compare: 'previous_period' },
}
const byPlatform: Widget = {
  ...likes,
  id: 'by-platform',
  title: 'By platform',
  look: 'bar',
  question: { metrics: ['likes'], by: 'platform', period: october },
}
const make = (widgets: Widget[], shared = true) =>
  createDashboard(team.ctx, { name: 'October', widgets, shared })
const rows = (table: string, verb: string) =>
  kit.desk.sql`select summary from ${kit.desk.sql(table)} where org_id = ${team.orgId} and verb = ${verb}`

describe('dashboards', () => {
  test('begin with an overview that is made once, also by two who look at once, and stays deleted', async () => {
    const viewer = await team.as('viewer')
    const [a, b] = await Promise.all([listDashboards(viewer), listDashboards(team.ctx)])
    expect(a).toEqual(b)
    const overview = must(a[0], 'overview')
    expect([overview.name, overview.owner, overview.widgets.length]).toEqual(['Overview', null, 12])
    const { widgets } = await answerDashboard(viewer, overview.id, {})
    expect(widgets.map(({ error }) => error)).toEqual(Array.from({ length: 12 }, () => null))
    await deleteDashboard(team.ctx, overview.id)
    expect(await listDashboards(team.ctx)).toEqual([])
  })

  test('are made, changed and ordered by who may write reports, with an audit row', async () => {
    const viewer = await team.as('viewer')
    await expect(createDashboard(viewer, { name: 'Mine', widgets: [] })).rejects.toThrow(/role/)
    const made = await make([likes])
    const saved = await saveDashboard(team.ctx, made.id, {
      name: 'Autumn',
      widgets: [byPlatform, likes],
      version: made.version,
    })
    expect(saved.widgets.map(({ id }) => id)).toEqual(['by-platform', 'likes'])
    expect(await rows('audit_log', 'dashboard.changed')).toMatchObject([
      { summary: 'changed the dashboard Autumn' },
    ])
    await expect(
      saveDashboard(viewer, made.id, { name: 'No', widgets: [], version: saved.version }),
    ).rejects.toThrow(/role/)
    const [first] = await orderDashboards(team.ctx, [made.id])
    expect(first?.name).toBe('Autumn')
  })

  test('two who change one at once: the second is told, and nothing of the first is lost', async () => {
    const made = await make([likes])
    const mine = { name: 'Mine', widgets: [likes, byPlatform], version: made.version }
    await saveDashboard(team.ctx, made.id, mine)
    const other = await team.as('manager')
    await expect(
      saveDashboard(other, made.id, { name: 'Theirs', widgets: [], version: made.version }),
    ).rejects.toMatchObject({ code: 'conflict' })
    expect(await getDashboard(other, made.id)).toMatchObject({ name: 'Mine', version: 2 })
  })

  test('a private one is nobody else’s, and another organisation’s is not found', async () => {
    const { id } = await make([likes], false)
    const manager = await team.as('manager')
    const stranger = (await makeTeam(kit.desk)).ctx
    for (const ctx of [manager, stranger])
      for (const act of [
        () => getDashboard(ctx, id),
        () => answerDashboard(ctx, id, {}),
        () => deleteDashboard(ctx, id),
        () => saveView(ctx, id, { name: 'x', settings: {} }),
      ])
        await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    const shared = await make([likes])
    await expect(
      saveDashboard(manager, shared.id, { ...shared, shared: false, version: shared.version }),
    ).rejects.toThrow(/Only who made/)
  })

  test('hold at most twenty widgets, of different ids, that can be drawn', async () => {
    const many = Array.from({ length: mostWidgets + 1 }, (_, at) => ({ ...likes, id: `w${at}` }))
    await expect(make(many)).rejects.toThrow(/holds 20 widgets/)
    await expect(make([likes, likes])).rejects.toThrow(/same id/)
    await expect(make([{ ...byPlatform, look: 'line' }])).rejects.toThrow(/steps of time/)
  })
})

describe('answers', () => {
  test('are those of Ask, number by number', async () => {
    await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
    await team.post(team.bird, '2026-09-20T10:00:00Z', { likes: 4 })
    await team.post(team.bird, '2026-10-20T10:00:00Z', { likes: 2 })
    const { id } = await make([likes, byPlatform])
    const { widgets } = await answerDashboard(team.ctx, id, {})
    for (const [at, widget] of [likes, byPlatform].entries()) {
      const asked = await answerAsked(
        team.ctx,
        must('question' in widget ? widget.question : null, 'question'),
      )
      expect(widgets[at]).toMatchObject({
        answer: asked.answer,
        finding: asked.finding,
        quiet: asked.quiet,
        error: null,
      })
    }
    expect(widgets[0]?.answer?.metrics[0]?.total).toMatchObject({ value: 12, before: 4, change: 200 })
    expect(widgets[1]?.chart?.series[0]?.values).toEqual([10, 2])
  })

  test('follow the period, comparison and filters above, and each filter of their own', async () => {
    await team.post(team.photo, '2026-11-03T10:00:00Z', { likes: 3 })
    await team.post(team.bird, '2026-11-04T10:00:00Z', { likes: 5 })
    const onBird: Widget = {
      ...likes,
      id: 'on-bird',
      question: { ...likes.question, filters: { platform: 'bird' } },
    }
    const { id } = await make([likes, onBird])
    const values = async (query: Parameters<typeof settingsOf>[0]) =>
      (await answerDashboard(team.ctx, id, settingsOf(query))).widgets.map(
        ({ answer, error }) => error ?? answer?.metrics[0]?.total.value,
      )
    expect(await values({ period: '2026-11-01..2026-11-10' })).toEqual([8, 5])
    expect(await values({ period: '2026-11-01..2026-11-10', platform: 'photo' })).toEqual([
      3,
      expect.stringMatching(/Nothing is left/),
    ])
    const compared = await answerDashboard(team.ctx, id, settingsOf({ compare: 'none' }))
    expect(compared.widgets[0]?.answer?.before).toBeUndefined()
    expect(() => settingsOf({ period: 'soon' })).toThrow(/last_30_days/)
  })

  test('one that cannot be given fails alone, with its reason', async () => {
    const gone: Widget = {
      ...likes,
      id: 'gone',
      question: { ...likes.question, filters: { account: newId() } },
    }
    const { id } = await make([gone, likes])
    const { widgets } = await answerDashboard(team.ctx, id, {})
    expect(widgets.map(({ error }) => error)).toEqual(['There is no such account. See Channels.', null])
  })

  test('over HTTP: nothing new is 304, and a new figure is not', async () => {
    const { id } = await make([likes])
    const headers = await team.key('viewer')
    const path = `/api/v1/dashboards/${id}/answer?period=2026-10-01..2026-10-31`
    const { app, found } = kit.desk
    const server = makeServer(
      { ...app, features: new Map([['orgs', orgs]]) },
      { ...found, routes: new Map([['dashboards', routes]]) },
    )
    const first = await server.request(path, { headers })
    const etag = must(first.headers.get('etag'), 'etag')
    const again = () => server.request(path, { headers: { ...headers, 'if-none-match': etag } })
    expect([first.status, (await again()).status]).toEqual([200, 304])
    await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 })
    expect((await again()).status).toBe(200)
  })
})

describe('behind a figure', () => {
  test('are its posts, also of a row or a day', async () => {
    await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10 }, { title: 'Fern' })
    await team.post(team.bird, '2026-10-04T10:00:00Z', { likes: 4 }, { title: 'Moss' })
    const { id } = await make([likes, byPlatform])
    const labels = async (widget: string, query: object) =>
      (await behindFigure(team.ctx, id, { widget, metric: 'likes', ...query })).rows.map((row) => [
        row.label,
        row.detail,
        row.path,
      ])
    const [fern, moss] = [
      ['#1 Fern', '10', '/posts/1'],
      ['#2 Moss', '4', '/posts/2'],
    ]
    expect(await labels('likes', {})).toEqual([fern, moss])
    expect(await labels('by-platform', { row: 'bird' })).toEqual([moss])
    expect(await labels('likes', { from: '2026-10-03', to: '2026-10-03' })).toEqual([fern])
    await expect(behindFigure(team.ctx, id, { widget: 'likes', metric: 'reach' })).rejects.toThrow(
      /does not show/,
    )
  })
})

describe('saved views', () => {
  test('are kept by who may look, one is the default, and only their own are changed', async () => {
    const { id } = await make([likes])
    const viewer = await team.as('viewer')
    const view = await saveView(viewer, id, {
      name: 'Bird',
      settings: { period: 'last_7_days', filters: { platform: ['bird'] } },
      isDefault: true,
    })
    const second = await saveView(viewer, id, { name: 'Year', settings: {}, isDefault: true })
    expect((await listViews(viewer, id)).map((one) => [one.name, one.isDefault])).toEqual([
      ['Bird', false],
      ['Year', true],
    ])
    expect(await listViews(team.ctx, id)).toMatchObject([
      { isMine: false, isDefault: false },
      { isMine: false, isDefault: false },
    ])
    await expect(deleteView(team.ctx, id, view.id)).rejects.toThrow(/Only they/)
    await expect(saveView(team.ctx, id, { name: 'x', settings: {} }, view.id)).rejects.toMatchObject({
      code: 'not_found',
    })
    await deleteView(viewer, id, second.id)
    expect((await listViews(viewer, id)).length).toBe(1)
  })
})
