import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk, DeskPage } from './kit.ts'
import { seedFigures } from './seed-figures.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
  await seedFigures(desk)
})
afterAll(() => desk.close())

interface Dashboard {
  id: string
  name: string
  version: number
  shared: boolean
  widgets: Array<{ id: string; title: string; width: number }>
}

const widget = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: 'Widgets' }).getByRole('region', { name: title, exact: true })
const titles = (page: Page) =>
  page.getByRole('region', { name: 'Widgets' }).getByRole('heading').allTextContents()
const dashboards = ({ api }: DeskPage) => api<Dashboard[]>('/dashboards')
const named = async (member: DeskPage, name: string) =>
  must(
    (await dashboards(member)).find((one) => one.name === name),
    name,
  )

test('the overview answers at once, and each figure shows what is behind it', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  await open('/inbox')
  await page.getByRole('link', { name: 'Dashboard', exact: true }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL(/\/dashboard/)
  await widget(page, 'Top posts').getByRole('link').first().waitFor()
  expect((await titles(page)).length).toBe(12)
  const answer = await member.api<{
    widgets: Array<{ id: string; answer: { metrics: Array<{ total: { value: number } }> } }>
  }>(`/dashboards/${(await named(member, 'Overview')).id}/answer`)
  const engagements = must(
    answer.widgets.find(({ id }) => id === 'engagements')?.answer.metrics[0],
    'engagements',
  ).total.value.toLocaleString('en-US')

  await widget(page, 'Engagements').getByRole('button', { name: engagements }).click()
  const sheet = page.getByRole('dialog', { name: 'Posts behind it' })
  await sheet
    .getByRole('link', { name: /Fern of the week 1$/ })
    .first()
    .click()
  await page.waitForURL(/\/posts\/5\d\d\d$/)
  await open('/dashboard')
  await widget(page, 'Messages received').getByRole('button', { name: /^\d/ }).click()
  const conversations = page.getByRole('dialog', { name: 'Conversations behind it' })
  await conversations.getByRole('link').first().click()
  await page.waitForURL(/\/inbox\//)
  expect(faults).toEqual([])
  await page.context().close()
})

test('is arranged by keys and by dragging, taken back, added to, and saved', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  await open('/dashboard')
  await widget(page, 'Top posts').getByRole('link').first().waitFor()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('button', { name: 'Move Reach' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  expect((await titles(page)).slice(0, 3)).toEqual(['Engagements', 'Engagement rate', 'Reach'])
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Move Reach')
  await page.getByText('Reach is 2 of 4 columns wide').waitFor({ state: 'attached' })

  await drag(page, page.getByRole('button', { name: 'Move Followers' }), widget(page, 'Engagements'))
  expect((await titles(page))[0]).toBe('Followers')
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  expect((await titles(page))[0]).toBe('Engagements')

  await page.getByRole('button', { name: 'Change Best times to post' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await until(async () => (await titles(page)).length === 11)

  await page.getByRole('button', { name: 'Add a widget' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a widget' })
  await dialog.getByLabel('Look').selectOption('table')
  await dialog.getByLabel('Title').fill('By account')
  await dialog.getByLabel('Split').selectOption('account')
  await dialog.getByRole('region', { name: 'By account, rows' }).waitFor()
  await dialog.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor()
  const saved = (await named(member, 'Overview')).widgets
  expect(saved.slice(0, 3).map(({ title, width }) => [title, width])).toEqual([
    ['Engagements', 1],
    ['Engagement rate', 1],
    ['Reach', 2],
  ])
  expect(saved.at(-1)?.title).toBe('By account')
  // A row of a table opens what it is made of.
  await page.getByRole('region', { name: 'By account, rows' }).getByRole('button').first().click()
  await page.getByRole('dialog', { name: 'Posts behind it' }).getByRole('link').first().waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('somebody else’s change meanwhile is told, and mine is not lost', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  await open('/dashboard')
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Name of the dashboard').fill('Mine')
  const { id, ...theirs } = await named(member, 'Overview')
  await page.request.put(`${desk.program.url}/api/v1/dashboards/${id}`, {
    data: { ...theirs, name: 'Theirs' },
    headers: { origin: desk.program.url },
  })
  await page.getByText(/Somebody changed this dashboard/).waitFor()
  await page.getByRole('button', { name: 'Save mine on top' }).click()
  await page.getByRole('button', { name: 'Edit', exact: true }).waitFor()
  await page.getByRole('heading', { name: 'Mine', level: 1 }).waitFor()
  await named(member, 'Mine')
  await page.context().close()
})

test('a view is kept, seen first, and sent on as a link', async () => {
  const member = await desk.signIn({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, faults, open } = member
  await open('/dashboard')
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByRole('combobox', { name: 'Platform' }).selectOption('instagram')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Last 30 days/ }).click()
  await page.getByRole('combobox', { name: 'Period' }).selectOption('last_90_days')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Not only Instagram' }).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Photos')
  await page.getByLabel('Show it to me first').click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(/view=/)

  await open('/dashboard')
  await page.getByRole('button', { name: /^Last 90 days/ }).waitFor()
  await page.getByRole('button', { name: 'Photos' }).click()
  await page.getByRole('menuitem', { name: 'Copy the link' }).click()
  await page.getByText('The link is copied').first().waitFor()
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('button', { name: /^Last 30 days/ }).waitFor()
  await page.goto(await page.evaluate('navigator.clipboard.readText()'))
  await page.getByRole('button', { name: 'Not only Instagram' }).waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('an answer of Ask goes on a dashboard', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  await open('/ask?metrics=likes&by=platform&period=last_30_days')
  await page.getByRole('button', { name: 'Add to dashboard' }).click()
  await page.getByLabel('Dashboard', { exact: true }).selectOption({ label: 'A new dashboard' })
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('button', { name: 'Open it' }).click()
  await widget(page, 'Likes by platform').getByRole('img').waitFor()
  await page.context().close()
})

test('stands in both themes, on a desktop and a phone, without barriers', async () => {
  const { page, open } = await desk.signIn()
  await open('/dashboard?view=none')
  for (const theme of ['light', 'dark'] as const) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await useTheme(page, theme)
    await widget(page, 'Top posts').getByRole('link').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await page.getByRole('button', { name: 'Done' }).click()
  }
  await page.context().close()
})

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [must(await from.boundingBox(), 'handle'), must(await to.boundingBox(), 'place')]
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(a.x + 20, a.y + 20, { steps: 4 })
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await page.mouse.up()
}
