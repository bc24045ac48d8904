import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers, openDesk } from './kit.ts'
import type { Desk } from './kit.ts'
import { seedFigures } from './seed-figures.ts'
import { seedTalks } from './seed-talks.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await seedFigures(desk)
  await seedTalks(desk)
})
afterAll(() => desk.close())

test('a metric is made by formula with a live check, asked for, changed and deleted', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/ask')
  await page.getByRole('radio', { name: 'Metrics' }).click()
  await page.getByRole('button', { name: 'New metric' }).click()
  const dialog = page.getByRole('dialog', { name: 'New metric' })
  await dialog.getByLabel('Name').fill('Save rate')
  await dialog.getByLabel('Formula', { exact: true }).fill('saves + watch_time')
  await dialog.getByText('A count and a time cannot be added').waitFor()
  await dialog.getByLabel('Formula', { exact: true }).fill('saves / reach * 100')
  await dialog.getByText(/in the last 30 days, n = \d+ posts/).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'Save rate' }).click()
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await answer.getByRole('heading', { name: /Save rate: / }).waitFor()
  await page.getByRole('radio', { name: 'In words' }).click()
  await page.getByRole('textbox', { name: 'Your question' }).fill('save rate last month by platform')
  await page.keyboard.press('Enter')
  await page
    .getByRole('region', { name: 'save rate last month by platform' })
    .getByText(/Save rate = saves/)
    .waitFor()

  await page.getByRole('radio', { name: 'Metrics' }).click()
  await page.getByRole('button', { name: 'Change Save rate' }).click()
  const change = page.getByRole('dialog', { name: 'Change Save rate' })
  await change.getByLabel('Formula', { exact: true }).fill('saves / likes * 100')
  await change.getByRole('button', { name: 'Save' }).click()
  await page.getByText('saves / likes * 100').waitFor()
  await page.getByRole('button', { name: 'Delete Save rate' }).click()
  await page.getByRole('button', { name: 'Delete metric' }).click()
  await page.getByText('No metric of your own yet').waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
})

test('a forecast, a funnel and cohorts are drawn, and their numbers can be read as a table', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/ask')
  const ask = async (words: string) => {
    await page.getByRole('textbox', { name: 'Your question' }).fill(words)
    await page.keyboard.press('Enter')
    const region = page.getByRole('region', { name: words, exact: true })
    await region.getByRole('heading').first().waitFor()
    return region
  }
  const forecast = await ask('forecast followers for the next 4 weeks')
  await forecast
    .getByRole('heading', { name: /^Followers on .*: about .*, (in 8 of 10 cases between|with no spread)/ })
    .waitFor()
  await forecast
    .getByRole('figure', { name: 'Followers, forecast' })
    .getByRole('button', { name: 'Show as table' })
    .click()
  await forecast.getByRole('columnheader', { name: 'Forecast' }).first().waitFor()
  const funnel = await ask('funnel of conversations last 90 days by channel')
  await funnel.getByRole('heading', { name: /^Most are lost between/ }).waitFor()
  await funnel.getByRole('figure', { name: /^Funnel of conversations/ }).waitFor()
  const cohorts = await ask('cohorts by month')
  await cohorts.getByRole('heading', { name: /people wrote again in the month after their first/ }).waitFor()
  await cohorts.getByRole('figure', { name: /^Wrote again, by month/ }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
})
