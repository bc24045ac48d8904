import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listContacts } from '#features/contacts/index.ts'
import { listConversations, sendReply } from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import type { TestProgram } from '#test/kit/program.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk
let program: TestProgram
let owner: Ctx
let page: Page
let faults: string[]

beforeAll(async () => {
  desk = await openDesk()
  program = desk.program
  owner = await program.owner()
})
afterAll(() => desk.close())
beforeEach(() => signIn())

async function signIn(options: BrowserContextOptions = {}): Promise<void> {
  for (const context of desk.browser.contexts()) await context.close()
  ;({ page, faults } = await desk.signIn(options))
}

const go = (path: string) => page.goto(program.url + path)
const button = (name: string | RegExp) => page.getByRole('button', { name })
const toast = (text: string) => page.getByText(text).first()

describe('channels', () => {
  const card = (name: string) => page.getByRole('article', { name })

  test('a channel is tested, paused, and resumed by undo', async () => {
    await go('/channels')
    const shop = card('@shop_bot')
    await shop.getByRole('button', { name: 'Test' }).click()
    await shop.getByRole('list', { name: 'Checks of @shop_bot' }).waitFor()
    await shop.getByRole('button', { name: 'Pause' }).click()
    await shop.getByText('Paused', { exact: true }).waitFor()
    await button('Undo').click()
    await shop.getByText('Working', { exact: true }).waitFor()
    await shop.getByRole('button', { name: 'Pause' }).waitFor()
    expect(faults).toEqual([])
  })

  test('a web chat is connected, its line copied, its greeting changed, and it goes after a question', async () => {
    await go('/channels/connect')
    await page.getByRole('link', { name: /Web chat/ }).click()
    await button(/^Connect$/).click()
    await page.getByText('Please fill this in.').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Corner shop')
    await page.getByLabel('Your websites').fill('https://corner.example')
    await button(/^Connect$/).click()
    await page.getByRole('heading', { name: 'Corner shop is connected' }).waitFor()
    await page.getByText('The chat opens on https://corner.example.').waitFor()
    expect(await page.getByLabel('The line for your website').inputValue()).toContain('/widget.js')

    await page.getByRole('link', { name: 'All channels' }).click()
    await button('More for Corner shop').click()
    await page.getByRole('menuitem', { name: 'Settings' }).click()
    await page.getByLabel('Greeting').fill('Hello from the corner')
    await button('Save').click()
    await toast('Corner shop is saved').waitFor()
    const stored = await owner.db
      .selectFrom('channels')
      .select('settings')
      .where('name', '=', 'Corner shop')
      .executeTakeFirstOrThrow()
    expect(stored.settings).toMatchObject({
      greeting: 'Hello from the corner',
      origins: ['https://corner.example'],
    })

    await button('More for Corner shop').click()
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
    await card('Corner shop').getByText('Disconnected', { exact: true }).waitFor()
  })

  test('an account of the sandbox is connected by its name', async () => {
    await go('/channels/connect?platform=telegram')
    await page.getByLabel('Name of the sandbox account').fill('studio')
    await button('Connect sandbox account').click()
    await page.getByRole('link', { name: 'Play a customer' }).click()
    await page.getByRole('heading', { name: 'Sandbox' }).waitFor()
    expect(page.url()).toContain('channel=')
  })
})

describe('sandbox', () => {
  test('a customer writes, the team answers, both stand on the phone; the words can be edited', async () => {
    await go('/sandbox')
    await button(/^Telegram/)
      .first()
      .click()
    await page.getByLabel('Somebody else').fill('Nora Quist')
    await button('Be this person').click()
    const box = page.getByLabel('Write as Nora Quist')
    await box.fill('Do you have cacti?')
    await box.press('Enter')
    const log = page.getByRole('log', { name: 'Messages' })
    await log.getByText('Do you have cacti?').waitFor()

    const conversationId = await until(
      async () => {
        const query = { status: 'open', assignee: 'all', sort: 'newest' } as const
        const { items } = await listConversations(owner, query, { limit: 50 })
        return items.find((row) => row.preview === 'Do you have cacti?')?.id
      },
      { what: 'the conversation' },
    )
    await sendReply(owner, { conversationId: must(conversationId, 'id'), text: 'Forty kinds!' })
    await log.getByText('Forty kinds!').waitFor()

    await log.getByText('Do you have cacti?').hover()
    await button('What to do with: Do you have cacti?').click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    // The menu gives its focus back when it has closed, which may be after the words are filled in.
    await page.getByLabel('Editing the message').fill('Do you have small cacti?')
    await page.getByLabel('Editing the message').press('Enter')
    await log.getByText('Do you have small cacti?').waitFor()
    expect(faults).toEqual([])
  })

  test('shows only what that platform can do, and orders faults', async () => {
    await go('/sandbox')
    await button(/^Telegram/)
      .first()
      .click()
    const acts = page.getByRole('toolbar', { name: 'What a customer can do' })
    await acts.getByRole('button', { name: 'Photo' }).waitFor()
    expect(await acts.getByRole('button', { name: 'Story mention' }).count()).toBe(0)
    await button(/^Instagram/).click()
    await acts.getByRole('button', { name: 'Story mention' }).waitFor()
    await button('Order: Break').click()
    await toast('Ordered: break').waitFor()
  })
})

describe('contacts', () => {
  test('somebody is found, changed, and put back by undo', async () => {
    await go('/contacts')
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('priya')
    const rows = page.getByRole('option')
    await until(async () => (await rows.count()) === 1 || undefined, { what: 'one contact' })
    await rows.first().click()
    await page.getByRole('heading', { name: 'Priya Raman' }).waitFor()
    await page.getByText('@priya.paints').last().waitFor()
    await page.getByLabel('E-mail').fill('priya@paints.example')
    await button('Save').click()
    await toast('Priya Raman is saved').waitFor()
    expect((await contactNamed('Priya Raman')).email).toBe('priya@paints.example')
    await button('Undo').click()
    await until(async () => (await contactNamed('Priya Raman')).email === null || undefined, {
      what: 'the e-mail to be gone',
    })
  })

  test('a wrong e-mail is refused in place, and nobody is told when nothing is found', async () => {
    await go('/contacts?q=zzzz')
    await page.getByText('Nobody is called “zzzz”').waitFor()
    const { id } = await contactNamed('Kenji Mori')
    await go(`/contacts/${id}`)
    await page.getByLabel('E-mail').fill('not an address')
    await button('Save').click()
    await page.getByRole('alert').getByText('This is not an email address.').waitFor()
  })

  const contactNamed = async (name: string) => {
    const { contacts } = await listContacts(owner, { q: name })
    return must(contacts[0], name)
  }
})

describe('settings', () => {
  test('somebody is invited by a link that is handed over, and the invitation is taken back', async () => {
    await go('/settings/team')
    await page.getByLabel('E-mail').fill('new@shop.example')
    await button('Invite').click()
    const link = page.getByLabel('Invitation link for new@shop.example')
    await link.waitFor()
    expect(await link.inputValue()).toContain('/invitation?token=')
    await button('Take back the invitation of new@shop.example').click()
    await toast('The invitation of new@shop.example is taken back').waitFor()
  })

  test('a role changes at once, and is put back by undo', async () => {
    await go('/settings/team')
    await page.getByLabel('Role of Lin Castillo').selectOption('manager')
    await toast('Lin Castillo is now manager').waitFor()
    await button('Undo').click()
    await until(async () => (await roleOf('Lin Castillo')) === 'agent' || undefined, { what: 'the old role' })
  })

  test('an API key is shown once, works, and is revoked', async () => {
    await go('/settings/api-keys')
    await button('Create a key').click()
    await page.getByLabel('Name').fill('Warehouse')
    await page.getByLabel('Read conversations and contacts').click()
    await button('Create').click()
    const key = await page.getByLabel('The new API key').inputValue()
    const ask = () => fetch(`${program.url}/api/v1/contacts`, { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    await button('I have it').click()
    await button('Revoke Warehouse').click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await toast('Warehouse is revoked').waitFor()
    await until(async () => (await ask()).status === 401 || undefined, { what: 'the key to be refused' })
  })

  test('the organisation gets another name, which the audit log tells', async () => {
    await go('/settings')
    await page.getByLabel('Name').fill('Fern House')
    await button('Save').click()
    await toast('You are now Fern House.').waitFor()
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByRole('list', { name: 'Audit log' }).getByText('orgs.update-org').first().waitFor()
  })

  test('background work says that everything gets done', async () => {
    await go('/settings/background')
    await page.getByText('Alive').first().waitFor()
    await page.getByText('Nothing failed.').waitFor()
  })

  const roleOf = async (name: string) => {
    const row = await owner.db
      .selectFrom('members')
      .select('role')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return row.role
  }
})

describe('console', () => {
  test('completes a name, shows the answer, and goes back to what was typed', async () => {
    await go('/console')
    const line = page.getByRole('combobox', { name: 'Command' })
    await line.fill('inb')
    await page.getByRole('option', { name: /^inbox/ }).waitFor()
    await line.press('Tab')
    await line.press('Enter')
    const answers = page.getByRole('log', { name: 'Answers' })
    await answers.getByText('Tomás Herrera').first().waitFor()
    await line.press('ArrowUp')
    expect((await line.inputValue()).trim()).toBe('inbox')
    await line.fill('nonsense')
    await line.press('Enter')
    await answers
      .getByRole('region', { name: 'nonsense' })
      .getByText(/nonsense|help/i)
      .nth(1)
      .waitFor()
    expect(faults).toEqual([])
  })
})

describe('try it', () => {
  test('a newcomer lands on the steps, once; a step leads to its screen', async () => {
    await page.getByRole('heading', { name: 'Try it' }).waitFor()
    await page.getByRole('link', { name: /Ask the console/ }).click()
    await button('help').click()
    await page.getByRole('log', { name: 'Answers' }).getByRole('region', { name: 'Table' }).waitFor()
    await go('/')
    await page.waitForURL(/\/inbox/)
  })
})

describe('for everybody', () => {
  const paths = [
    '/try',
    '/channels',
    '/channels/connect',
    '/channels/connect?platform=webchat',
    '/sandbox',
    '/contacts',
    '/console',
    '/settings',
    '/settings/profile',
    '/settings/team',
    '/settings/api-keys',
    '/settings/audit',
    '/settings/background',
  ]
  test.each(['light', 'dark'] as const)(
    'nothing that axe objects to, %s',
    async (colorScheme) => {
      await signIn({ colorScheme })
      const found: string[] = []
      for (const path of paths) {
        await go(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.locator('output[aria-label=Loading]').first().waitFor({ state: 'detached' })
        found.push(...(await findBarriers(page)).map((barrier) => `${path}: ${barrier}`))
      }
      expect(found).toEqual([])
      expect(faults).toEqual([])
    },
    120_000,
  )

  test('on a phone nothing is wider than the screen', async () => {
    await signIn({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
    const wide: string[] = []
    for (const path of paths) {
      await go(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')) wide.push(path)
    }
    expect(wide).toEqual([])
  })

  test('a viewer sees the channels and may not change them', async () => {
    await owner.db
      .updateTable('members')
      .set({ role: 'viewer' })
      .where('id', '=', must(owner.memberId, 'member'))
      .execute()
    try {
      await go('/channels')
      await page.getByText('Only an admin can change it.').first().waitFor()
      expect(await button('Pause').count()).toBe(0)
      expect(await page.getByRole('link', { name: 'Connect', exact: true }).count()).toBe(0)
      expect(await page.getByRole('link', { name: 'Sandbox' }).count()).toBe(0)
    } finally {
      await owner.db
        .updateTable('members')
        .set({ role: 'owner' })
        .where('id', '=', must(owner.memberId, 'member'))
        .execute()
    }
  })
})
