import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { Command } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { connectSandbox, surfaceOf, toView, workspaceIo } from '#features/chats/index.ts'
import { must } from '#kernel/assert.ts'
import { busyChart, reachChart, replyChart } from '#test/kit/sample-charts.ts'
import { getWorkspaceRow } from '../../src/features/chats/workspace-io.ts'
import { chatPerson } from './chat-person.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk } from './kit.ts'

const figures = defineCommand({
  name: 'figures',
  summary: 'Show figures',
  scope: undefined,
  args: z.object({}),
  order: [],
  examples: ['figures'],
  run: () =>
    Promise.resolve(
      reply(
        { kind: 'text', text: 'These are the figures.' },
        ...[reachChart, replyChart, busyChart].map((chart) => ({ kind: 'chart' as const, chart })),
      ),
    ),
})

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const commands = desk.program.app.commands as Map<string, Command>
  commands.set('figures', figures as Command)
})
afterAll(() => desk.close())

test.each(['slack', 'discord', 'telegram'])(
  'a chart stands in %s as a picture that was drawn',
  async (name) => {
    const { app } = desk.program
    const owner = await desk.program.owner()
    const { id } = await connectSandbox(owner, { surface: name })
    const io = workspaceIo(app, { surface: name, sandbox: true, workspace: await getWorkspaceRow(owner, id) })
    const view = await toView(
      owner,
      reply({ kind: 'text', text: 'Look' }, { kind: 'chart', chart: reachChart }),
      {},
    )
    const ana = chatPerson(desk.program, name, 'Ana')
    await surfaceOf(app, name).post(io, { channel: ana.social }, view)
    const blocks = must(ana.seen(ana.social).at(-1), 'message').blocks
    const image = must(
      blocks.find((block) => block.kind === 'image'),
      `picture among ${JSON.stringify(blocks)}`,
    )
    // Telegram knows no other words for a picture than its caption.
    if (name !== 'telegram') expect(image.alt).toBe(reachChart.alt)
    expect(JSON.stringify(blocks)).toContain('Look')
    const bytes = new Uint8Array(await (await fetch(image.url)).arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1520 })
    // A chart that can no longer be read does not keep the words back.
    const gone = view.parts.map((part) => (part.kind === 'image' ? { ...part, mediaId: owner.orgId } : part))
    await surfaceOf(app, name).post(io, { channel: ana.social }, { ...view, parts: gone })
    expect(JSON.stringify(ana.seen(ana.social).at(-1)?.blocks)).toContain('Reach rose')
  },
)

test('the console draws a chart in its place, as figures too, and follows theme and width', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/console')
  const line = page.getByRole('combobox', { name: 'Command' })
  await line.fill('figures')
  await line.press('Enter')
  const figure = page.getByRole('figure', { name: reachChart.title })
  const before = must(await figure.boundingBox(), 'figure')
  const drawing = figure.getByRole('img', { name: reachChart.alt })
  await drawing.locator('canvas').first().waitFor()
  expect(await figure.boundingBox()).toMatchObject({ height: before.height })
  await page.getByRole('figure', { name: busyChart.title }).locator('canvas').first().waitFor()
  await keep('charts-light')
  expect(await findBarriers(page)).toEqual([])
  const light = await drawing.screenshot()
  await page.evaluate("document.documentElement.dataset.theme = 'dark'")
  await expect.poll(async () => Buffer.compare(light, await drawing.screenshot())).not.toBe(0)
  await keep('charts-dark')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect
    .poll(async () => (await drawing.locator('canvas').first().boundingBox())?.width)
    .toBeLessThan(390)
  await keep('charts-phone')

  await figure.getByRole('button', { name: 'Show as table' }).click()
  const table = figure.getByRole('region', { name: /as a table/ })
  const third = table.getByRole('row').nth(3)
  await third.waitFor()
  expect(await third.getByRole('cell').allTextContents()).toEqual(['2026-10-03', '–', '1,300'])
  expect(await findBarriers(page)).toEqual([])
  await figure.getByRole('button', { name: 'Show as chart' }).click()
  await drawing.locator('canvas').first().waitFor()
  await useTheme(page, 'light')
  expect(faults).toEqual([])
  await page.context().close()

  async function keep(name: string): Promise<void> {
    const folder = process.env['TEST_PICTURES']
    if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
  }
})

test('what draws charts is not loaded before there is one', async () => {
  const { page, open } = await desk.signIn()
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(request.url()))
  await open('/inbox')
  await page.getByRole('heading', { name: /inbox/i }).first().waitFor()
  await open('/console')
  await page.getByRole('combobox', { name: 'Command' }).waitFor()
  expect(loaded.filter((url) => /chart-drawing|chart-numbers|echarts/i.test(url))).toEqual([])
  await page.context().close()
})
