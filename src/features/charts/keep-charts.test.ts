import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chart } from '#contracts/chart.ts'
import { toView, workspaceIo } from '#features/chats/index.ts'
import { idSchema } from '#kernel/ids.ts'
import { makeChatPlug, makeChatTestDesk } from '#test/kit/chat-plug.ts'
import type { ChatTestDesk } from '#test/kit/chat-plug.ts'
import { hostileTexts, reachChart, replyChart } from '#test/kit/sample-charts.ts'
import { makeTeam } from '#test/kit/team.ts'
import { chartPicture, keepCharts } from './index.ts'
import { job as forgetCharts } from './jobs/forget-charts.ts'

let desk: ChatTestDesk
const chat = makeChatPlug('one')
beforeAll(async () => {
  desk = await makeChatTestDesk([chat])
})
afterAll(() => desk.close())

const day = 86_400_000
const run = { id: '1', attempt: 1, signal: new AbortController().signal }
const countOf = async (orgId: string) => (await desk.sql`select 1 from charts where org_id = ${orgId}`).length

test('the same chart is one row with one id, whoever writes its fields in which order; another org has its own', async () => {
  const { ctx, orgId } = await makeTeam(desk)
  const other = await makeTeam(desk)
  const { kind, title, unit, x, series, alt } = reachChart
  const turned: Chart = { alt, series, x, unit, title, kind }
  const ids = await keepCharts(ctx, [reachChart, replyChart, turned])
  expect(ids[0]).toBe(ids[2])
  expect(ids[1]).not.toBe(ids[0])
  expect(ids.every((id) => idSchema.safeParse(id).success)).toBe(true)
  expect(await keepCharts(ctx, [reachChart])).toEqual([ids[0]])
  expect(await countOf(orgId)).toBe(2)
  const [theirs = ''] = await keepCharts(other.ctx, [reachChart])
  expect(theirs).not.toBe(ids[0])
  expect(await chartPicture(ctx, theirs)).toBeUndefined()
  expect(await chartPicture(ctx, 'no id')).toBeUndefined()
  expect(await chartPicture(ctx, ids[0] ?? '')).toMatchObject({ mime: 'image/png', name: 'chart.png' })
})

test('many who keep the same at once do not stop each other', async () => {
  const { ctx, orgId } = await makeTeam(desk)
  const all = [reachChart, replyChart]
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, at) => keepCharts(ctx, at % 2 ? all : all.toReversed())),
  )
  expect(new Set(made.flat()).size).toBe(2)
  expect(await countOf(orgId)).toBe(2)
})

test('what the database would refuse in a name is cleaned', async () => {
  const { ctx } = await makeTeam(desk)
  for (const title of hostileTexts) {
    const series = [{ name: title, values: [1, Number.NaN, Infinity] }]
    const [id = ''] = await keepCharts(ctx, [{ ...reachChart, title, series, alt: title }])
    expect((await chartPicture(ctx, id))?.bytes.length).toBeGreaterThan(1000)
  }
})

test('a chart is kept for ninety days after it was last said', async () => {
  const { ctx, orgId } = await makeTeam(desk)
  await keepCharts(ctx, [reachChart, replyChart])
  desk.clock.advance(60 * day)
  await keepCharts(ctx, [reachChart])
  desk.clock.advance(45 * day)
  await forgetCharts.run(desk.app, {}, run)
  const left = await desk.sql<
    Array<{ title: string }>
  >`select chart->>'title' as title from charts where org_id = ${orgId}`
  expect([...left]).toEqual([{ title: reachChart.title }])
})

test('in a view a chart is an image whose file is drawn when it is asked for; equal replies make equal views', async () => {
  const { ctx, orgId } = await makeTeam(desk)
  const reply = {
    parts: [
      { kind: 'text' as const, text: 'Look:' },
      { kind: 'chart' as const, chart: reachChart },
    ],
  }
  const view = await toView(ctx, reply, {})
  expect(view.parts[1]).toMatchObject({ kind: 'image', alt: reachChart.alt })
  expect(await toView(ctx, structuredClone(reply), {})).toEqual(view)
  const io = workspaceIo(desk.app, { surface: 'one', sandbox: false, orgId })
  const id = view.parts[1]?.kind === 'image' ? view.parts[1].mediaId : ''
  const file = await io.file(id)
  expect(Buffer.from(file.bytes).subarray(1, 4).toString()).toBe('PNG')
  await expect(io.file(orgId)).rejects.toMatchObject({ code: 'not_found' })
})
