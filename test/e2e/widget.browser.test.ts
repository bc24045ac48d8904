import { Buffer } from 'node:buffer'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { connectChannel } from '#features/channels/index.ts'
import { listConversations, sendReply, writeNote } from '#features/inbox/index.ts'
import { demoShopUrl } from '#features/webchat/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { launchBrowser } from '#test/kit/browser.ts'
import { startTestProgram } from '#test/kit/program.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let program: TestProgram
let owner: Ctx
let browser: Browser
let shop: string

beforeAll(async () => {
  program = await startTestProgram()
  owner = await program.owner()
  shop = must(demoShopUrl(program.app), 'demo shop')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await program.close()
})

async function openShop(options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // What a refused request or policy says of itself.
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(shop)
  await launcher(page).waitFor()
  return { page, faults }
}

const launcher = (page: Page) => page.getByRole('button', { name: /^(Open|Close) chat\b/ }).last()
const box = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
const log = (page: Page) => page.getByRole('log', { name: 'Messages' })

async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await box(page).press('Enter')
}

async function conversationOf(preview: string) {
  return until(
    async () => {
      const query = { status: 'open', assignee: 'all', sort: 'newest' } as const
      const { items } = await listConversations(owner, query, { limit: 50 })
      return items.find((row) => row.preview === preview)
    },
    { what: `the conversation that says ${preview}` },
  )
}

describe('on a website of another origin, under a strict policy', () => {
  test('a visitor writes, the team answers, the thread survives a reload', async () => {
    const { page, faults } = await openShop()
    await launcher(page).click()
    expect(await page.getByRole('dialog', { name: 'Fern & Co' }).isVisible()).toBe(true)
    await page.getByText('Hello! Ask us anything about plants.').waitFor()
    await write(page, 'Is the fern easy?')
    const { id: conversationId } = await conversationOf('Is the fern easy?')
    await log(page).getByText('Sent').waitFor()

    const team = { memberId: must(owner.memberId, 'member'), name: owner.actor.name }
    program.app.presence.mark(owner.orgId, conversationId, team, 'typing')
    await page.getByText('is typing').waitFor()
    await log(page).getByText('Seen').waitFor()
    await writeNote(owner, { conversationId, text: 'a note that nobody outside may see' })
    const [reply] = await sendReply(owner, { conversationId, text: 'Very. See https://fern.example/care.' })
    await log(page).getByText('Very. See').waitFor()
    expect(await log(page).getByRole('link').getAttribute('href')).toBe('https://fern.example/care')
    await until(async () => (await stateOf(must(reply, 'reply').id)) === 'read', {
      what: 'the reply to be read',
    })

    await page.reload()
    await launcher(page).click()
    await log(page).getByText('Very. See').waitFor()
    expect(await log(page).textContent()).not.toContain('a note that')
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('hostile text stays text', async () => {
    const { page, faults } = await openShop()
    const text = '<img src=x onerror="document.title=1"> javascript:alert(1) <b>bold</b>'
    await launcher(page).click()
    await write(page, text)
    const { id: conversationId } = await conversationOf(text)
    await sendReply(owner, { conversationId, text: `<script>document.title='taken'</script>${text}` })
    await log(page).getByText("document.title='taken'").waitFor()
    expect(await log(page).locator('img, script, b, a').count()).toBe(0)
    expect(await page.title()).toContain('Fern')
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('a picture is uploaded, sent and drawn', async () => {
    const { page, faults } = await openShop()
    await launcher(page).click()
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'leaf.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') })
    await page.getByText('leaf.png', { exact: true }).waitFor()
    await write(page, 'What is wrong with it?')
    await page.getByRole('link', { name: 'Picture from You: leaf.png' }).locator('canvas').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('an answer behind the closed panel is counted, and gone when it was read', async () => {
    const { page } = await openShop()
    await launcher(page).click()
    await write(page, 'I am closing this now')
    const { id: conversationId } = await conversationOf('I am closing this now')
    await box(page).press('Escape')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await page.evaluate('document.activeElement?.shadowRoot?.activeElement?.className')).toBe(
      'launcher',
    )
    await sendReply(owner, { conversationId, text: 'Still here!' })
    await page.getByRole('button', { name: 'Open chat, 1 new' }).click()
    await page.getByRole('button', { name: 'Close chat', exact: true }).last().waitFor()
    await page.context().close()
  })

  test('without a connection it says so, and sends what waited when it is back', async () => {
    const { page } = await openShop()
    await launcher(page).click()
    await write(page, 'Before the tunnel')
    await conversationOf('Before the tunnel')
    // Stored is not yet told: its answer, too, must come before the connection goes.
    await log(page).getByText('· Sent').waitFor()
    await page.context().setOffline(true)
    await write(page, 'In the tunnel')
    await log(page).getByText('Sending…').waitFor()
    await page.context().setOffline(false)
    await conversationOf('In the tunnel')
    await log(page).getByText('Sending…').waitFor({ state: 'detached' })
    expect(await log(page).getByText('In the tunnel').count()).toBe(1)
    await page.context().close()
  })

  test('on a phone it is the whole screen, and Tab stays in it', async () => {
    const { page } = await openShop({
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      reducedMotion: 'reduce',
    })
    await launcher(page).click()
    const size = await page.getByRole('dialog').boundingBox()
    expect(size).toMatchObject({ x: 0, y: 0, width: 390, height: 800 })
    for (let step = 0; step < 8; step++) await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.hasAttribute("data-parley-chat")')).toBe(true)
    await page.context().close()
  })
})

test('on a website that is not listed there is no chat', async () => {
  const { id } = await connectChannel(owner, {
    connector: 'webchat',
    values: { name: 'Elsewhere', origins: 'https://shop.example' },
  })
  const html = `<!doctype html><title>Other</title><body><script src="${program.url}/widget.js" data-channel="${id}" async></script>`
  const site = await serve(html)
  const page = await browser.newPage()
  const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/settings'))
  await page.goto(site.url)
  await refused
  expect(await page.locator('[data-parley-chat]').count()).toBe(0)
  await page.close()
  site.server.close()
})

async function stateOf(messageId: string): Promise<string | null | undefined> {
  const query = owner.db.selectFrom('messages').select('state').where('org_id', '=', owner.orgId)
  return (await query.where('id', '=', messageId).executeTakeFirst())?.state
}

function serve(html: string): Promise<{ url: string; server: Server }> {
  return new Promise((resolve) => {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(html),
    )
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = address !== null && typeof address === 'object' ? address.port : 0
      resolve({ url: `http://127.0.0.1:${port}/`, server })
    })
  })
}
