import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { roleScopes } from '#contracts/scopes.ts'
import { listRules, updateRule } from '#features/rules/index.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk, DeskPage } from './kit.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

interface Entry {
  from: 'customer' | 'us'
  text?: string
}

async function customerOf({ api }: DeskPage, id: string, name: string) {
  const channels = await api<Array<{ channelId: string; connector: string }>>('/sandbox/channels')
  const { channelId } = must(
    channels.find(({ connector }) => connector === 'telegram'),
    'Telegram sandbox',
  )
  return {
    write: (text: string) => api('/sandbox/act', { channelId, person: { id, name }, kind: 'write', text }),
    answers: async () => {
      const entries = await api<Entry[]>(`/sandbox/transcript?channelId=${channelId}&person=${id}`)
      return entries.filter(({ from }) => from === 'us').map(({ text }) => text)
    },
  }
}

const names = (page: Page) =>
  page.getByRole('list', { name: 'Rules in their order' }).locator('[data-rule-link] > span:first-child')

async function pick(page: Page, button: string, kind: string) {
  await page.getByRole('button', { name: button }).first().click()
  const menu = page.getByRole('dialog', { name: /^Add a/ })
  await menu.getByRole('combobox').fill(kind)
  await menu.getByRole('option').first().click()
}

test('a rule made by clicking is tested, switched on, answers a customer, and its log says why', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  const past = await customerOf(member, '810001', 'Mira Past')
  await past.write('Do you repair umbrellas?')
  await until(async () => expect(await conversationNames(member)).toContain('Mira Past'), {
    what: 'the message of before',
  })

  await open('/rules')
  await page.getByRole('link', { name: 'New rule' }).click()
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Umbrella repairs')
  await pick(page, 'Add condition', 'words')
  const words = page.getByRole('dialog', { name: 'Words or phrases' })
  await words.getByRole('textbox').fill('umbrella')
  await words.getByRole('textbox').press('Enter')
  await words.getByRole('textbox').fill('umbrellas')
  await words.getByRole('textbox').press('Enter')
  await words.getByRole('button', { name: 'Done' }).click()
  await pick(page, 'Add action', 'reply')
  const reply = page.getByRole('dialog', { name: 'Reply' })
  await reply.getByRole('textbox').fill('Yes, we do, {firstName|there}!')
  await reply.getByText('Yes, we do, Ana!').waitFor()
  await reply.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Test first' }).click()
  const result = page.getByRole('region', { name: 'Result of the test' })
  await result.getByText('It would have acted once').waitFor()
  await result.getByText('Yes, we do, Mira!').waitFor()
  await result.getByText('found “umbrellas”').waitFor()
  expect(await past.answers()).toEqual([])

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(/\/rules\/[0-9a-f-]{36}/)
  await page.getByRole('switch').click()
  await page.getByText('“Umbrella repairs” is on').first().waitFor()

  await page.getByRole('tab', { name: 'Run log' }).click()
  await page.getByText('It has not run yet').waitFor()
  const now = await customerOf(member, '810002', 'Noor Now')
  await now.write('My umbrella is broken')
  await until(async () => expect(await now.answers()).toEqual(['Yes, we do, Noor!']), {
    what: 'the answer of the rule',
  })
  const run = page.getByRole('list', { name: 'Runs, newest first' }).getByRole('listitem').first()
  await run.getByText('My umbrella is broken').waitFor()
  await run.getByText('found “umbrella”').waitFor()
  await run.getByText('Done').waitFor()
  await run.getByRole('link', { name: /^#\d+/ }).click()
  await page.waitForURL(/\/inbox\//)
  expect(faults).toEqual([])
  await page.context().close()
})

const conversationNames = async ({ api }: DeskPage) =>
  (await api<Array<{ contact: { name: string } }>>('/inbox/conversations')).map(({ contact }) => contact.name)

test('the order changes by keys and comes back by undo; the kill switch says who stopped the rules', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/rules')
  await names(page).first().waitFor()
  const before = await names(page).allTextContents()
  const [first, second] = [must(before[0], 'first rule'), must(before[1], 'second rule')]

  await page.getByRole('button', { name: `Move ${second}` }).focus()
  await page.keyboard.press('Space')
  await page.getByText(`${second} is lifted`).waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowUp')
  await page.getByText(`${second} would be number 1.`).waitFor({ state: 'attached' })
  await page.keyboard.press('Space')
  await page.getByText('Now number 1 of').first().waitFor()
  expect(await names(page).allTextContents()).toEqual([second, first, ...before.slice(2)])
  await page.reload()
  await names(page).first().waitFor()
  expect((await names(page).allTextContents())[0]).toBe(second)
  await page.getByRole('button', { name: `More for ${second}` }).click()
  await page.getByRole('menuitem', { name: 'Move down' }).click()
  await page.getByText('Now number 2 of').first().waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await until(async () => expect((await names(page).allTextContents())[0]).toBe(second), { what: 'the undo' })

  await page.getByRole('button', { name: 'Stop all rules' }).click()
  const stopped = page.getByRole('region', { name: 'Rules are stopped' })
  await stopped.getByText(/Robin Demo stopped them/).waitFor()
  await page.reload()
  await stopped.getByText(/Robin Demo stopped them/).waitFor()
  await stopped.getByRole('button', { name: 'Let them run again' }).click()
  await page.getByRole('region', { name: 'Rules are running' }).waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('two people change one rule: both wordings are shown, and mine is saved on top when I say so', async () => {
  const { page, open } = await desk.signIn()
  const owner = await desk.program.owner()
  const rule = must(
    (await listRules(owner)).find(({ definition }) => definition.name === 'Story mentions'),
    'rule',
  )
  await open(`/rules/${rule.id}`)
  await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Mentions, mine')
  const lin = {
    ...owner,
    actor: { kind: 'member' as const, id: owner.actor.id ?? rule.id, name: 'Lin Castillo' },
  }
  await updateRule(lin, rule.id, {
    definition: { ...rule.definition, name: 'Mentions, Lin’s' },
    version: rule.version,
  })
  const notice = page.getByRole('alert', { name: 'Changed meanwhile' })
  await notice.getByText('Lin Castillo changed this rule').waitFor()
  await notice.getByText('Mentions, Lin’s').waitFor()
  await notice.getByText('Mentions, mine').waitFor()
  await notice.getByRole('button', { name: 'Go on with mine' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as version 3').first().waitFor()
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByText('Renamed from “Mentions, Lin’s”').waitFor()
  await page.getByText('changed by Lin Castillo').waitFor()
  await page.context().close()
})

test('a pattern that is not one shows the place; what is missing opens when one saves', async () => {
  const { page, open } = await desk.signIn()
  await open('/rules/new')
  await page.getByRole('button', { name: 'Start empty' }).click()
  await pick(page, 'Add condition', 'pattern')
  const pattern = page.getByRole('dialog', { name: 'A pattern' })
  await pattern.getByLabel('Pattern', { exact: true }).fill('order (\\d+')
  await pattern.getByText('A bracket “(” is not closed.').waitFor()
  expect(await pattern.locator('mark').textContent()).toBe('order (\\d+')
  await pattern.getByLabel('Pattern', { exact: true }).fill('order (\\d+)')
  await pattern.getByLabel('Try it on a text').fill('Where is order 42?')
  await pattern.getByText('order 42').waitFor()
  await pattern.getByRole('button', { name: 'Done' }).click()
  await pattern.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Say what the rule should do.').waitFor()
  await page.context().close()
})

test('a link to a run of the rule opens it in the log', async () => {
  const { page, open } = await desk.signIn()
  const owner = await desk.program.owner()
  const rule = must(
    (await listRules(owner)).find(({ definition }) => definition.name === 'Order number'),
    'rule',
  )
  await open(`/rules/${rule.id}`)
  await page.getByRole('tab', { name: 'Run log' }).click()
  const link = page.getByRole('link', { name: /^#\d+/ }).last()
  const conversationId = must((await link.getAttribute('href'))?.split('/').pop(), 'conversation')
  await open(`/rules/${rule.id}?run=${conversationId}`)
  const wanted = page.locator('li[aria-current=true]')
  await wanted.waitFor()
  expect(await wanted.getByRole('link').getAttribute('href')).toBe(`/inbox/${conversationId}`)
  await page.context().close()
})

test('who may only look reads rules and cannot change them', async () => {
  const { page, open } = await desk.signIn()
  await page.route('**/api/v1/orgs/me', async (route) => {
    const response = await route.fetch()
    const body: { data: { scopes: string[] } } = await response.json()
    await route.fulfill({ response, json: { ...body, data: { ...body.data, scopes: roleScopes.viewer } } })
  })
  await open('/rules')
  await names(page).first().waitFor()
  expect(await page.getByRole('switch').count()).toBe(0)
  expect(await page.getByRole('button', { name: /Stop all|Move/ }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'New rule' }).count()).toBe(0)
  await page.getByRole('link', { name: /Opening hours/ }).click()
  await page.getByText('read only').waitFor()
  expect(await page.getByRole('button', { name: /Add|Save/ }).count()).toBe(0)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByRole('region', { name: 'Result of the test' }).waitFor()
  await page.context().close()
})

test.each(['light', 'dark'] as const)(
  'no barriers in the %s theme, on a desk and on a phone',
  async (theme) => {
    const { page, open } = await desk.signIn()
    await open('/rules')
    await useTheme(page, theme)
    await names(page).first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('link', { name: /Opening hours/ }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('region', { name: 'Result of the test' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.locator('[data-part="then.0"]').click()
    await page.getByRole('dialog', { name: 'Reply' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await open('/rules/new')
    await page.getByRole('button', { name: /Urgent first/ }).click()
    await page.getByRole('button', { name: 'Add condition' }).click()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findBarriers(page)).toEqual([])
    await page.context().close()
  },
)
