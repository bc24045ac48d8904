import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import type { Chart } from '#contracts/chart.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSideProcess } from '#kernel/side-process.ts'
import { busyChart, hostileTexts, reachChart, replyChart } from '#test/kit/sample-charts.ts'
import { product } from '../../../test/arch/sources.ts'
import type { DrawTask } from './draw-aside.ts'

const log = makeLog({ level: 'silent' })
const side = makeSideProcess({ log, limitMs: 60_000, idleMs: 60_000 })
afterAll(() => side.end())
const run = (task: DrawTask) => side.run(new URL('./draw-aside.ts', import.meta.url), task)

const png = (chart: Chart, theme: 'light' | 'dark' = 'light'): DrawTask => ({ kind: 'png', chart, theme })
const named = (title: string) => png({ ...reachChart, title })

/** How many points of that part of the picture are not its background. */
async function inked(bytes: Uint8Array, box: { left: number; top: number; width: number; height: number }) {
  const { data, info } = await sharp(bytes)
    .extract(box)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  let count = 0
  for (let at = 0; at < data.length; at += info.channels)
    if (Math.abs((data[at] ?? 0) - (data[0] ?? 0)) > 40) count += 1
  return count
}
const titleBox = { left: 40, top: 24, width: 700, height: 60 }

test('a chart is a picture of twice its size, with its words, in light and dark', async () => {
  for (const chart of [reachChart, replyChart, busyChart]) {
    const bytes = await run(png(chart))
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1520, height: 840 })
    expect(await inked(bytes, titleBox)).toBeGreaterThan(500)
  }
  const corner = async (theme: 'light' | 'dark') =>
    (
      await sharp(await run(png(reachChart, theme)))
        .removeAlpha()
        .raw()
        .toBuffer()
    )[0]
  expect(await corner('light')).toBe(255)
  expect(await corner('dark')).toBeLessThan(40)
  expect(await inked(await run(named('')), titleBox)).toBe(0)
})

test('Latin, Greek and Cyrillic letters are drawn; of what the font lacks no empty boxes stand there', async () => {
  for (const title of ['Größe Łódź Việt', 'Ελλάδα', 'Москва Київ'])
    expect(await inked(await run(named(title)), titleBox)).toBeGreaterThan(500)
  for (const title of ['日本語', 'مرحبا', '😀😀'])
    expect(await inked(await run(named(title)), titleBox)).toBe(0)
})

test('whatever a title or a name says, it is drawn', async () => {
  for (const text of hostileTexts) {
    const series = [
      { name: text, values: [1, 2, null, 1e308, -1e308, Number.NaN] },
      { name: text, values: [3] },
    ]
    for (const kind of ['line', 'bar', 'heat'] as const) {
      const chart = {
        ...reachChart,
        kind,
        title: text,
        x: [text, 'b', text],
        y: [text, 'c'],
        series,
        alt: text,
      }
      const bytes = await run(png(chart))
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 1520 })
    }
  }
  // What one drawing was given changes no other.
  const [first, again] = [await run(png(reachChart)), await run(png(reachChart))]
  expect(Buffer.compare(first, again)).toBe(0)
})

test('nothing but the process for heavy work loads what draws', () => {
  const heavy = /^(echarts|exceljs|pdfkit)(\/|$)|resvg/
  const users = product()
    .filter(
      ({ path, imports }) =>
        path.startsWith('src/') && imports.some((one) => !one.typeOnly && heavy.test(one.to)),
    )
    .map(({ path }) => path)
  const entry = 'src/features/charts/draw-aside.ts'
  const importers = (files: string[]): string[] => {
    const more = product()
      .filter(
        ({ path, imports }) =>
          path.startsWith('src/') &&
          !files.includes(path) &&
          path !== entry &&
          imports.some((one) => !one.typeOnly && files.includes(one.to)),
      )
      .map(({ path }) => path)
    return more.length === 0 ? files : importers([...files, ...more])
  }
  expect(users.length).toBeGreaterThan(2)
  const reached = importers(users)
  expect(reached.filter((path) => !path.startsWith('src/features/charts/'))).toEqual([])
  expect(reached).not.toContain('src/features/charts/index.ts')
  expect(product().filter(({ imports }) => imports.some((one) => !one.typeOnly && one.to === entry))).toEqual(
    [],
  )
})
