import { Buffer } from 'node:buffer'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk, DeskPage } from './kit.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

interface SandboxChannel {
  channelId: string
  connector: string
}
interface Entry {
  from: 'customer' | 'us'
  text?: string
}

/** A customer of the Telegram sandbox. */
async function customerOf({ api }: DeskPage, id: string, name: string) {
  const channels = await api<SandboxChannel[]>('/sandbox/channels')
  const { channelId } = must(
    channels.find(({ connector }) => connector === 'telegram'),
    'Telegram sandbox',
  )
  const person = { id, name }
  return {
    write: (text: string) => api('/sandbox/act', { channelId, person, kind: 'write', text }),
    fail: (fault: object, times = 1) => api('/sandbox/faults', { channelId, times, fault }),
    transcript: () => api<Entry[]>(`/sandbox/transcript?channelId=${channelId}&person=${id}`),
  }
}

const stored = (text: string) => {
  const messages = desk.program.app.systemDb.selectFrom('messages').select('id').where('text', '=', text)
  return until(() => messages.executeTakeFirst(), { what: `the message to be stored: ${text}` })
}

const row = (page: Page, text: string) => page.getByRole('option').filter({ hasText: text })
const log = (page: Page) => page.getByRole('log')
const replyBox = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ })

// First: an event that comes in while the page loads has the list read once more.
test('who reads and the list are asked for before any script of the app has come, and only once', async () => {
  const { page, faults, open } = await desk.signIn()
  const data = ['/api/v1/orgs/me', '/api/v1/inbox/conversations']
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (data.includes(pathname)) asked.push(pathname)
  })
  await page.route('**/assets/*.js', async (route) => {
    await until(() => asked.length === data.length, { what: 'the data to be asked for' })
    await route.continue()
  })
  await open('/inbox')
  await row(page, 'Ana Lindqvist').waitFor()
  expect(asked).toEqual(data)
  const html = await (await page.request.get(page.url())).text()
  expect(html).toMatch(/<link rel="modulepreload"[^>]*inbox-screen/)
  expect(faults).toEqual([])
  await page.context().close()
})

test('a customer writes, the row appears by itself, the answer goes out once, resolved and taken back', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  const customer = await customerOf(member, '700001', 'Nadia Petrova')
  await open('/inbox')
  await page.getByRole('option').first().waitFor()

  await customer.write('Do you repot large plants?')
  await row(page, 'Nadia Petrova').getByText('1 unread').waitFor({ state: 'attached' })
  await row(page, 'Nadia Petrova').click()
  await log(page).getByText('Do you repot large plants?').waitFor()
  await row(page, 'Nadia Petrova').getByText('1 unread').waitFor({ state: 'detached' })

  await replyBox(page).fill('We do, up to 2 metres.')
  await replyBox(page).press('ControlOrMeta+Enter')
  await log(page).getByText('We do, up to 2 metres.').waitFor()
  await log(page).locator('[data-delivery=sent]').waitFor()
  const ours = await until(
    async () => {
      const entries = (await customer.transcript()).filter(({ from }) => from === 'us')
      return entries.length > 0 ? entries : undefined
    },
    { what: 'the reply to reach the sandbox' },
  )
  expect(ours.map(({ text }) => text)).toEqual(['We do, up to 2 metres.'])
  expect(await log(page).getByText('We do, up to 2 metres.').count()).toBe(1)

  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await row(page, 'Nadia Petrova').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Nadia Petrova').waitFor()
  await page.getByRole('heading', { name: 'Nadia Petrova' }).waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('by keys alone: a note with a mention, a saved reply, send and resolve, the next one opens', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  const customer = await customerOf(member, '700002', 'Ivo Babić')
  await customer.write('It arrived broken')
  await open('/inbox')
  await row(page, 'Ivo Babić').waitFor()
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Ivo Babić' }).waitFor()

  await page.keyboard.press('n')
  const note = page.getByRole('textbox', { name: 'Note to the team' })
  await note.pressSequentially('@Jon')
  await page.getByRole('option', { name: 'Jonas Weber agent' }).waitFor()
  await note.press('Enter')
  await note.pressSequentially('please look')
  await note.press('ControlOrMeta+Enter')
  await log(page).getByText('@Jonas Weber').waitFor()
  await note.press('Escape')

  await page.keyboard.press('r')
  await replyBox(page).pressSequentially('/brok')
  await page.getByRole('option', { name: /\/broken/ }).waitFor()
  await replyBox(page).press('Enter')
  await until(async () => (await replyBox(page).inputValue()).startsWith('I am sorry, Ivo.'), {
    what: 'the saved reply to be filled in',
  })
  await replyBox(page).press('ControlOrMeta+Shift+Enter')
  await row(page, 'Ivo Babić').waitFor({ state: 'detached' })
  await page.getByRole('heading', { level: 2, name: 'Ivo Babić' }).waitFor({ state: 'detached' })
  await until(async () => (await customer.transcript()).filter(({ from }) => from === 'us').length === 1, {
    what: 'the reply to arrive',
  })
  expect((await customer.transcript()).some(({ text }) => text?.includes('please look'))).toBe(false)
  expect(faults).toEqual([])
  await page.context().close()
})

test('a reply whose fate is unknown is never sent again by itself; a person says what became of it', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700007', 'Ruth Okoye')
  await customer.write('Do you take cards?')
  await open('/inbox')
  await row(page, 'Ruth Okoye').click()
  await customer.fail({ kind: 'drop_answer' })
  await replyBox(page).fill('We do.')
  await replyBox(page).press('ControlOrMeta+Enter')
  await log(page).getByText('It is not known whether this arrived').waitFor()
  await log(page).getByRole('button', { name: 'It arrived' }).click()
  await log(page).locator('[data-delivery=sent]').waitFor()
  expect((await customer.transcript()).filter(({ from }) => from === 'us')).toHaveLength(1)
  await page.context().close()
})

test('who has not seen the newest message is shown it first, then sends once', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700005', 'Tarek Aziz')
  await customer.write('One fern, please')
  // This page hears of nothing, so what it reads must be there.
  await stored('One fern, please')
  await page.route('**/api/v1/stream*', (route) => route.abort())
  await open('/inbox')
  await row(page, 'Tarek Aziz').click()
  await log(page).getByText('One fern, please').waitFor()
  await replyBox(page).fill('It is on its way.')
  await customer.write('Make that two')
  await stored('Make that two')
  await replyBox(page).press('ControlOrMeta+Enter')
  await page.getByRole('alert').getByText('Make that two').waitFor()
  expect(await replyBox(page).inputValue()).toBe('It is on its way.')
  expect((await customer.transcript()).filter(({ from }) => from === 'us')).toEqual([])
  await replyBox(page).fill('Both are on their way.')
  await page.getByRole('button', { name: 'Send again' }).click()
  await until(
    async () => (await customer.transcript()).some(({ text }) => text === 'Both are on their way.'),
    {
      what: 'the reply to arrive',
    },
  )
  await page.context().close()
})

test('a file is added, shown, and sent', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700006', 'Lea Roth')
  await customer.write('Do you have a photo?')
  await open('/inbox')
  await row(page, 'Lea Roth').click()
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'fern.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') })
  await page.getByRole('button', { name: 'Remove fern.png' }).waitFor()
  await until(async () => !(await page.getByText('Uploading').isVisible()), { what: 'the upload' })
  await replyBox(page).press('ControlOrMeta+Enter')
  await log(page).locator('[data-delivery=sent]').waitFor()
  await log(page).getByRole('button', { name: 'Show fern.png' }).click()
  await page.getByRole('dialog').getByRole('img', { name: 'fern.png' }).waitFor()
  expect((await customer.transcript()).filter(({ from }) => from === 'us')).toHaveLength(1)
  await page.context().close()
})

test('a draft survives a reload, and who else looks is shown', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700004', 'Mia Sand')
  await customer.write('Hello?')
  await open('/inbox')
  await row(page, 'Mia Sand').click()
  await replyBox(page).fill('Half an answer')
  const { app } = desk.program
  const { orgId } = await desk.program.owner()
  const conversationId = must(new URL(page.url()).pathname.split('/').at(-1), 'conversation id')
  app.presence.mark(orgId, conversationId, { memberId: orgId, name: 'Ana' }, 'typing')
  await page.getByText('Ana is replying').waitFor()
  await page.reload()
  await until(async () => (await replyBox(page).inputValue()) === 'Half an answer', {
    what: 'the draft to come back',
  })
  await page.context().close()
})

test('what came in while another screen was open is there on the way back', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700008', 'Wanda Falk')
  await open('/inbox')
  await row(page, 'Ana Lindqvist').waitFor()
  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.getByRole('heading', { level: 1, name: 'Contacts' }).waitFor()
  await customer.write('Is anybody there?')
  // The page was told of it.
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill('Wanda')
  await page.waitForURL(/q=Wanda/)
  await row(page, 'Wanda Falk').waitFor()
  await page.getByRole('link', { name: /^Inbox/ }).click()
  await row(page, 'Wanda Falk').waitFor()
  await page.context().close()
})

test('what comes in while the list is on its way is in it all the same', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700009', 'Xenia Ott')
  let counted = 0
  page.on('response', (response) => {
    if (response.url().endsWith('/inbox/counts')) counted++
  })
  await page.route(
    '**/api/v1/inbox/conversations?*',
    async (route) => {
      const response = await route.fetch()
      await until(() => counted > 0, { what: 'the screen' })
      const before = counted
      await customer.write('Too early?')
      // The page counts anew after each event.
      await until(() => counted > before, { what: 'the page to hear of it' })
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await open('/inbox')
  await row(page, 'Xenia Ott').waitFor()
  await page.context().close()
})

test('on a phone the list and the thread are pages', async () => {
  const { page, open } = await desk.signIn({ viewport: { width: 390, height: 844 }, hasTouch: true })
  await open('/inbox')
  await row(page, 'Ana Lindqvist').click()
  await log(page).waitFor()
  expect(await page.getByRole('option').count()).toBe(0)
  await page.getByRole('button', { name: 'Show the details' }).click()
  await page.getByRole('dialog').getByText('Customer').waitFor()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await row(page, 'Ana Lindqvist').waitFor()
  await page.context().close()
})

test.each(['light', 'dark'] as const)(
  'nothing stands in the way of assistive technology, %s',
  async (theme) => {
    const { page, open } = await desk.signIn()
    await open('/inbox')
    await useTheme(page, theme)
    await row(page, 'Ana Lindqvist').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await row(page, 'Tomás Herrera').click()
    await log(page).getByText('Third broken').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('s')
    await page.getByRole('combobox', { name: 'Snooze until' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await open('/inbox/saved-replies')
    await page.getByRole('option').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.context().close()
  },
)

// Last: a refused token takes the channel out of service until it is connected again.
test('a reply that the platform refuses says why in its place; once connected again, Retry sends it', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const customer = await customerOf(member, '700003', 'Olu Adebayo')
  await customer.write('I left my umbrella with you')
  await open('/inbox')
  await row(page, 'Olu Adebayo').click()
  await customer.fail({ kind: 'expire_token' })
  await replyBox(page).fill('It waits here for you.')
  await replyBox(page).press('ControlOrMeta+Enter')
  const retry = log(page).getByRole('button', { name: 'Retry' })
  await retry.waitFor()
  await member.api('/channels', {
    connector: 'telegram',
    values: {},
    sandbox: true,
    sandboxHandle: 'shop',
  })
  await retry.click()
  await retry.waitFor({ state: 'detached' })
  await log(page).locator('[data-delivery=sent]').waitFor()
  await until(async () => (await customer.transcript()).filter(({ from }) => from === 'us').length === 1, {
    what: 'the reply to arrive',
  })
  await page.context().close()
})
