import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSandbox } from '#features/chats/index.ts'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk, DeskPage } from './kit.ts'
import { seedFigures } from './seed-figures.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
  await seedFigures(desk)
  await connectSandbox(await desk.program.owner(), { surface: 'slack' })
})
afterAll(() => desk.close())

const question = ({ page }: DeskPage) => page.getByRole('textbox', { name: 'Your question' })
const path = 'metrics=engagements&by=platform&period=last_30_days&compare=previous_period'

test('figures are asked for in words, by a chip, a follow-up and a button', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  await open('/')
  await page.getByRole('link', { name: 'Ask', exact: true }).click()
  await page.getByRole('button', { name: /^engagement last 30 days by platform/ }).click()
  await page.getByRole('heading', { name: /is ahead with .* engagements/ }).waitFor()
  await page.getByRole('figure', { name: /^Engagements/ }).waitFor()
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Your question')
  await page.keyboard.type('and likes?')
  await page.keyboard.press('Enter')
  const followUp = page.getByRole('region', { name: 'and likes?' })
  await followUp.getByRole('heading', { name: /likes/i }).waitFor()
  await followUp.getByText(/compared with/).waitFor()
  await followUp.getByRole('button', { name: 'Per week' }).click()
  const weekly = page.getByRole('region', { name: /^Likes by platform per week/ })
  await weekly.getByRole('figure').waitFor()
  await weekly.getByRole('button', { name: 'Open in Ask' }).click()
  await page.waitForURL(/metrics=likes/)
  await page.getByRole('radio', { name: 'In words' }).click()
  await page.getByRole('region', { name: 'and likes?' }).waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('every example is understood', async () => {
  const { page, open } = await desk.signIn()
  await open('/ask')
  const region = page.getByRole('region', { name: 'Answers and examples' })
  await region.getByRole('button').first().waitFor()
  const examples = await region.getByRole('button').allTextContents()
  expect(examples.length).toBeGreaterThan(4)
  for (const words of examples) {
    await open('/ask')
    await region.getByRole('button', { name: words, exact: true }).click()
    const answer = page.getByRole('region', { name: words, exact: true })
    await answer.getByRole('heading').first().waitFor()
    await answer
      .getByText(/n = [\d,]+ /)
      .last()
      .waitFor()
  }
  await page.context().close()
})

test('a question is built, linked, and kept in a report', async () => {
  const member = await desk.signIn({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, faults, open } = member
  await open('/ask')
  const form = page.getByRole('form', { name: 'Question' })
  await form.getByLabel('Split').selectOption('account')
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await answer.getByRole('heading', { name: /is ahead with/ }).waitFor()
  await form.getByRole('button', { name: 'Add a figure' }).click()
  await page.keyboard.type('spend')
  await page.keyboard.press('Enter')
  await answer.getByText('Not measured', { exact: true }).waitFor()
  await form.getByRole('button', { name: 'Remove Spend' }).click()
  await form.getByLabel('Rows').selectOption('3 asc')
  await form.getByLabel('Period').selectOption('custom')
  await form.getByLabel('First day').fill('2026-01-10')
  await form.getByLabel('Last day').fill('2026-01-02')
  await form.getByText('the period ends on or after the day it begins').waitFor()
  await form.getByLabel('Period').selectOption('last_90_days')
  const told = answer.getByRole('region', { name: 'Figures of the answer' })
  await told.getByRole('cell', { name: 'All together' }).waitFor()

  await answer.getByRole('button', { name: 'Copy link' }).click()
  await page.getByText('The link is copied').first().waitFor()
  await page.goto(await page.evaluate('navigator.clipboard.readText()'))
  await told.getByRole('cell', { name: 'All together' }).waitFor()
  expect(await form.getByLabel('Rows').inputValue()).toBe('3 asc')

  const download = page.waitForEvent('download')
  await answer.getByRole('button', { name: 'CSV' }).click()
  expect((await download).suggestedFilename()).toMatch(/^engagements-by-account.*\.csv$/)

  await answer.getByRole('button', { name: 'Save to a report' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save to a report' })
  await dialog.getByLabel('Name of the report').fill('Monday figures')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Open it' }).click()
  await page
    .getByRole('region', { name: 'Engagements by account' })
    .getByRole('cell', { name: 'All together' })
    .waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

interface Report {
  id: string
  name: string
  version: number
  sections: Array<{ title: string }>
}

test('a report from a template is changed, saved, sent and stopped', async () => {
  const member = await desk.signIn({ timezoneId: 'Europe/Berlin' })
  const { page, faults, open, api } = member
  await open('/reports')
  await page.getByRole('link', { name: /^Weekly social report/ }).click()
  await page.getByLabel('Name of the report').fill('Our week')
  await page.getByRole('button', { name: 'More for Best posts' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await page.getByRole('button', { name: 'More for Inbox' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Add a section' }).click()
  const section = page.getByRole('dialog', { name: 'Add a section' })
  await section.getByLabel('Title').fill('By format')
  await section.getByLabel('Split').selectOption('format')
  await section.getByText(/is ahead with/).waitFor()
  await section.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/)
  const id = must(page.url().split('/').at(-1), 'id')
  const saved = async () =>
    must(
      (await api<Report[]>('/reports')).find((one) => one.id === id),
      'report',
    )
  expect((await saved()).sections.map(({ title }) => title)).toEqual([
    'Engagement',
    'Best posts',
    'Followers',
    'By format',
  ])

  // Somebody else saves meanwhile: nothing of theirs goes unseen.
  await page.getByLabel('Name of the report').fill('Our week, mine')
  const theirs = await saved()
  await page.request.put(`${desk.program.url}/api/v1/reports/${id}`, {
    data: { name: 'Our week, theirs', sections: theirs.sections, version: theirs.version },
    headers: { origin: desk.program.url },
  })
  const notice = page.getByRole('alert', { name: 'Changed meanwhile' })
  await notice.getByRole('button', { name: 'Save mine on top' }).click()
  await until(async () => expect((await saved()).name).toBe('Our week, mine'), { what: 'mine on top' })
  await notice.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Schedule' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send it again and again' })
  await dialog.getByRole('button', { name: 'Schedule' }).click()
  await dialog.getByText('Choose a channel.').waitFor()
  const channel = dialog.getByLabel('Channel')
  await until(async () => expect(await channel.locator('option').count()).toBeGreaterThan(2), {
    what: 'channels of the chats',
  })
  const social = channel.locator('option').filter({ hasText: /social.*Slack/ })
  await channel.selectOption(must(await social.getAttribute('value'), 'channel'))
  await dialog.getByLabel('Weekday').selectOption('Friday')
  await dialog.getByLabel('Time', { exact: true }).fill('16:00')
  await dialog.getByText('Every Friday at 16:00 (Europe/Berlin).').waitFor()
  await dialog.getByRole('button', { name: 'Schedule' }).click()
  const row = page.getByRole('list', { name: 'What is sent' }).getByRole('listitem')
  await row.getByText(/Next: Fri.*16:00/).waitFor()
  await row.getByRole('button', { name: /^Stop sending/ }).click()
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await row.getByText(/Next: Fri/).waitFor()
  expect(await api<unknown[]>('/reports/schedules')).toHaveLength(1)
  expect(faults).toEqual([])
  await page.context().close()
})

test('an alert is made and stopped', async () => {
  const { page, faults, open, api } = await desk.signIn()
  await open('/reports?tab=alerts')
  await page.getByRole('button', { name: 'New alert' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New alert' })
  await dialog.getByLabel('Figure').selectOption('first_response_time')
  await dialog.getByLabel('When it').selectOption('above')
  await dialog.getByLabel('Minutes').fill('45')
  await dialog.getByLabel('Where to').selectOption('member')
  await dialog.getByRole('button', { name: 'Watch it' }).click()
  const row = page.getByRole('list', { name: 'Alerts' }).getByRole('listitem')
  await row.getByText('First response time over 45 min in a week').waitFor()
  await row.getByRole('button', { name: /^Stop the alert/ }).click()
  await page.getByText('Nothing is watched yet').waitFor()
  await until(async () => expect(await api<unknown[]>('/alerts')).toEqual([]), { what: 'the stop' })
  expect(faults).toEqual([])
  await page.context().close()
})

const isWithin = (member: DeskPage) =>
  member.page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')

test.each(['light', 'dark'] as const)(
  'no barriers in the %s theme, and no width that is not there',
  async (theme) => {
    const member = await desk.signIn()
    const { page, open, api } = member
    const template = must((await api<Report[]>('/reports/templates'))[0], 'template')
    const report = await api<Report>('/reports', { name: `Seen in ${theme}`, sections: template.sections })
    await open('/ask')
    await useTheme(page, theme)
    await page.getByText('Where figures come from').click()
    await page.getByRole('button', { name: /^engagement last/ }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    const look = async (width: number, height: number) => {
      await page.setViewportSize({ width, height })
      for (const [name, address] of [
        ['built', `/ask?${path}`],
        ['report', `/reports/${report.id}`],
      ] as const) {
        await open(address)
        await page.getByRole('figure').first().locator('canvas').first().waitFor()
        await page.getByRole('cell', { name: 'All together' }).first().waitFor()
        expect(await findBarriers(page), name).toEqual([])
        expect(await isWithin(member), `${name} at ${width}`).toBe(true)
      }
      await open('/reports')
      await page.getByRole('link', { name: /^Weekly social report/ }).waitFor()
      expect(await findBarriers(page)).toEqual([])
      expect(await isWithin(member)).toBe(true)
    }
    await look(1440, 900)
    await look(390, 844)
    await open('/ask')
    await question(member).fill('engagement last 30 days by platform per week')
    await question(member).press('Enter')
    await page.getByRole('figure').first().waitFor()
    expect(await isWithin(member)).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    await page.context().close()
  },
)
