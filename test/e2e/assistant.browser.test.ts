import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSettings, noteUsage } from '#features/assistant/index.ts'
import { createPost } from '#features/posts/index.ts'
import { startModelServer } from '#test/kit/model-server.ts'
import type { ModelServer } from '#test/kit/model-server.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk
let model: ModelServer
const question = 'kindly tell me whatever that draft over there says'

beforeAll(async () => {
  model = await startModelServer()
  desk = await openDesk({
    OPENAI_API_KEY: 'sk-secret',
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'small',
    OPENAI_MODELS: 'large',
    ASSISTANT_TOKENS_PER_MONTH: '10000',
  })
  const body = { text: 'We sold 4321 cacti.', media: [] }
  await createPost(await desk.program.owner(), { body, targets: [], labels: [], source: {} })
})
afterAll(async () => {
  await desk.close()
  model.close()
})

test.each([
  ['/console', 'Command'],
  ['/ask', 'Your question'],
])('%s: steps and what was found are there before the sentence', async (path, label) => {
  const { page, faults, open } = await desk.signIn()
  const [looks, speaks] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  model.next(
    async () => {
      await looks.promise
      return { calls: [{ name: 'post', args: { post: '1' } }] }
    },
    { text: 'They sold 4321 cacti.', hold: speaks.promise },
  )
  await open(path)
  const box = page.getByLabel(label, { exact: true })
  await box.fill(question)
  await box.press('Enter')
  await page.getByText('Looking it up…').waitFor()
  looks.resolve()
  await page.getByText('Putting it into words…').waitFor()
  await page.getByText('We sold 4321 cacti.').first().waitFor()
  expect(await page.getByText('They sold 4321 cacti.').count()).toBe(0)
  speaks.resolve()
  await page.getByText('They sold 4321 cacti.').waitFor()
  expect(await page.getByText('Putting it into words…').count()).toBe(0)
  expect(faults).toEqual([])
  await page.context().close()
})

test('who leaves the screen stops the model', async () => {
  const { page, open } = await desk.signIn()
  const before = { left: model.left(), asked: model.asked.length }
  model.next('hang')
  await open('/console')
  const box = page.getByLabel('Command', { exact: true })
  await box.fill(question)
  await box.press('Enter')
  await page.getByText('Looking it up…').waitFor()
  await until(() => model.asked.length > before.asked, { what: 'the question to the model' })
  await page.getByRole('link', { name: 'Ask', exact: true }).click()
  await until(() => model.left() > before.left, { what: 'the model is left' })
  await page.context().close()
})

test('the owner switches it off and on, and chooses a model; what it took is told', async () => {
  const owner = await desk.program.owner()
  await noteUsage(owner, { model: 'large', promptTokens: 2_000, completionTokens: 500 })
  const { page, faults, open } = await desk.signIn()
  await open('/settings')
  await page.getByRole('link', { name: 'Assistant', exact: true }).click()
  const onOff = page.getByRole('switch', { name: 'Ask a language model' })
  await onOff.click()
  await page.getByText('The assistant is off').first().waitFor()
  await onOff.click()
  await page.getByText('The assistant is on').first().waitFor()
  await page.getByLabel('Model', { exact: true }).selectOption('large')
  await page.getByText('large is asked from now on').first().waitFor()
  await page.reload()
  await page.getByRole('region', { name: 'By model' }).getByText('large').waitFor()
  expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe('large')
  await page.getByText(/of 10,000 tokens used, .* left/).waitFor()
  await page.getByText('not known').first().waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test.each([
  ['light', { width: 1440, height: 900 }],
  ['dark', { width: 1440, height: 900 }],
  ['light', { width: 390, height: 844 }],
  ['dark', { width: 390, height: 844 }],
] as const)('settings without barriers: %s %o', async (theme, viewport) => {
  const { page, open } = await desk.signIn({ viewport })
  await open('/settings/assistant')
  await useTheme(page, theme)
  await page.getByRole('region', { name: 'By day' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  expect(wide).toBe(false)
  const shots = process.env['SHOTS']
  if (shots)
    await page.screenshot({ path: `${shots}/assistant-${theme}-${viewport.width}.png`, fullPage: true })
  await page.context().close()
})

test('a model that is gone, a budget that is used up, and no right to change it, in words', async () => {
  const owner = await desk.program.owner()
  await changeSettings(owner, { model: 'large' })
  await noteUsage(owner, { model: 'large', promptTokens: 9_000, completionTokens: 900 })
  const { config } = desk.program.app
  const { llm } = config
  if (llm) config.llm = { ...llm, models: ['small'] }
  await owner.db
    .updateTable('members')
    .set({ role: 'manager' })
    .where('id', '=', owner.memberId ?? '')
    .execute()
  const { page, open } = await desk.signIn()
  await open('/settings/assistant')
  await page.getByText('large is not offered any more. small is asked in its place.').waitFor()
  await page.getByText('Nothing is asked until next month.').waitFor()
  await page.getByText('Only owners and admins can change this.').waitFor()
  expect(await page.getByRole('switch').isDisabled()).toBe(true)
  expect(await findBarriers(page)).toEqual([])
  await page.context().close()
  desk.program.app.llm = undefined
  const without = await desk.signIn()
  await without.open('/settings/assistant')
  await without.page.getByText('OPENAI_API_KEY').waitFor()
  await without.page.context().close()
})
