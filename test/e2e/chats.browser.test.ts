import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { savePolicy } from '#features/approvals/index.ts'
import { createPost, submitPost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const write = async (page: Page, text: string) => {
  const box = page.getByRole('textbox', { name: /^Write in/ })
  await box.fill(text)
  await box.press('Enter')
}

test('a chat of the sandbox is connected, a channel gets its purposes, and undo takes them back', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/settings/chats')
  const slack = page.getByRole('listitem').filter({ hasText: 'Slack' })
  await slack.getByRole('button', { name: 'How to set it up' }).click()
  await slack.getByText('SLACK_SIGNING_SECRET').first().waitFor()
  await slack.getByRole('button', { name: 'Try with the sandbox' }).click()
  const workspace = page.getByRole('region', { name: /Parley demo/ })
  await workspace.getByText('Working').waitFor()
  const chip = workspace.getByRole('button', { name: 'Approvals in support' })
  await chip.click()
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true')
  await page.reload()
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true')
  await chip.click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true')
  await workspace.getByRole('button', { name: 'Test' }).first().click()
  await workspace.getByRole('list', { name: 'Checks of Parley demo' }).waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('who is unknown to the bot gets a link, confirms it once, is known, and can be unlinked', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/settings/chats')
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Telegram' })
    .getByRole('button', { name: 'Try with the sandbox' })
    .click()
  await page.getByText('The sandbox of Telegram is connected').first().waitFor()
  await open('/sandbox?tab=chats&surface=telegram')
  await write(page, 'inbox')
  const log = page.getByRole('log', { name: 'Messages' })
  const link = log.getByRole('link', { name: 'Link to your Parley account' })
  const url = must(await link.getAttribute('href'), 'address').replace(
    desk.program.app.config.publicUrl,
    desk.program.url,
  )
  const person = must(await page.getByLabel('You are').locator('option:checked').textContent(), 'person')

  const outside = await desk.browser.newContext()
  const stranger = await outside.newPage()
  await stranger.goto(url)
  await stranger.waitForURL(/\/sign-in\?from=/)
  await outside.close()

  await page.goto(url)
  await page.getByRole('heading', { name: `Are you ${person}?` }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Yes, link me' }).click()
  await page.getByRole('heading', { name: 'You are linked' }).waitFor()
  expect(faults).toEqual([])
  await page.goto(url)
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()

  await open('/sandbox?tab=chats&surface=telegram')
  await write(page, 'inbox')
  await log.getByText(/Open/).first().waitFor()
  await open('/settings/chats')
  const mine = page.getByRole('list', { name: 'Your chat users' })
  await mine.getByText(person).waitFor()
  await mine.getByRole('button', { name: `Unlink ${person} in Telegram` }).click()
  await page.getByText('You are not linked to any chat user yet.').waitFor()
  await page.context().close()
})

/** A post of a colleague that waits for the owner, who is Ana in the chats. */
async function askOwner(text: string): Promise<void> {
  const owner = await desk.program.owner()
  const colleague = await owner.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', owner.orgId)
    .where('role', '<>', 'owner')
    .executeTakeFirstOrThrow()
  const channel = await owner.db
    .selectFrom('channels')
    .select('id')
    .where('org_id', '=', owner.orgId)
    .where('connector', '=', 'x')
    .executeTakeFirstOrThrow()
  await savePolicy(owner, {
    name: 'The owner looks',
    definition: { stages: [{ name: 'Review', rule: 'any', roles: ['owner'] }] },
  })
  const author: Ctx = {
    ...owner,
    memberId: colleague.id,
    actor: { kind: 'member', id: colleague.id, name: colleague.name },
  }
  const post = await createPost(author, { body: { text }, targets: [{ channelId: channel.id }] })
  await submitPost(author, { postId: post.id })
}

test('a card is decided in the chat by its buttons, and the form that one opens', async () => {
  const { page, faults, open, api } = await desk.signIn()
  await api('/chats/workspaces/sandbox', { surface: 'slack' })
  await askOwner('Peonies from Friday on')
  await open('/sandbox?tab=chats&surface=slack')
  await write(page, '/parley post 1')
  const log = page.getByRole('log', { name: 'Messages' })
  await log.getByText('Peonies from Friday on').first().waitFor()
  await log.getByRole('button', { name: 'Request changes' }).last().click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox').fill('Which colours?')
  await form.getByRole('button', { name: 'Request changes' }).click()
  await form.waitFor({ state: 'detached' })
  await until(
    async () => {
      const decided = await api<Array<{ state: string; title: string }>>(
        '/approvals?mine=false&state=decided',
      )
      return decided.find(({ state }) => state === 'changes_requested')
    },
    { what: 'the decision' },
  )
  await open('/approvals?tab=decided')
  await page.getByRole('region', { name: 'Record' }).getByText('Which colours?').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test.each(['light', 'dark'] as const)(
  'no barriers in the %s theme, on a desk and on a phone',
  async (theme) => {
    const { page, open, api } = await desk.signIn()
    await api('/chats/workspaces/sandbox', { surface: 'slack' })
    await open('/settings/chats')
    await useTheme(page, theme)
    await page.getByRole('button', { name: 'Approvals in support' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await open('/sandbox?tab=chats&surface=slack')
    await write(page, 'help')
    await page.getByRole('log').getByText('APP').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findBarriers(page)).toEqual([])
    await open('/sandbox?tab=posts')
    await page.getByText('Nothing is out yet.').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.context().close()
  },
)
