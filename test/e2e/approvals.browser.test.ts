import { afterAll, beforeAll, expect, test } from 'vitest'
import { savePolicy } from '#features/approvals/index.ts'
import { createPost, submitPost, updatePost } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk
let owner: Ctx
let author: Ctx

beforeAll(async () => {
  desk = await openDesk()
  owner = await desk.program.owner()
  const { id, name } = await owner.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', owner.orgId)
    .where('role', '<>', 'owner')
    .orderBy('name')
    .executeTakeFirstOrThrow()
  author = { ...owner, memberId: id, actor: { kind: 'member', id, name } }
  await savePolicy(owner, {
    name: 'The owner looks',
    definition: { stages: [{ name: 'Review', rule: 'any', roles: ['owner'] }] },
  })
})
afterAll(() => desk.close())

async function ask(text: string): Promise<string> {
  const channels = await owner.db
    .selectFrom('channels')
    .select('id')
    .where('org_id', '=', owner.orgId)
    .where('connector', 'in', ['x', 'facebook'])
    .execute()
  const post = await createPost(author, {
    body: { text },
    targets: channels.map(({ id }) => ({ channelId: id })),
  })
  await submitPost(author, { postId: post.id })
  return post.id
}

const stateOf = async (postId: string) =>
  (
    await owner.db
      .selectFrom('posts')
      .select('state')
      .where('org_id', '=', owner.orgId)
      .where('id', '=', postId)
      .executeTakeFirstOrThrow()
  ).state

test('one key decides and the next opens; a reason is asked for; what changed since is shown', async () => {
  const first = await ask('Tulips are here today')
  const second = await ask('Roses come tomorrow')
  const { page, faults, open } = await desk.signIn()
  await open('/approvals')
  await page.getByRole('heading', { name: 'Roses come tomorrow' }).waitFor()
  await page.getByRole('link', { name: /Approvals.*2 waiting for you/ }).waitFor()
  await page.getByRole('article', { name: /On / }).first().getByText('Roses come tomorrow').waitFor()

  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'Tulips are here today' }).waitFor()
  await until(async () => expect(await stateOf(second)).toBe('approved'), { what: 'the approval' })

  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'Request changes' })
  await dialog.getByRole('button', { name: 'Request changes' }).click()
  await dialog.getByText('Say what should change').waitFor()
  await dialog.getByLabel('What should change?').fill('Name the colours, please.')
  await dialog.getByLabel('What should change?').press('Control+Enter')
  await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
  await until(async () => expect(await stateOf(first)).toBe('changes_requested'), { what: 'the request' })

  await page.getByRole('radio', { name: 'Decided' }).click()
  await page.getByRole('option', { name: /Tulips are here today.*Changes requested/ }).click()
  const record = page.getByRole('region', { name: 'Record' })
  await record.getByText('Name the colours, please.').waitFor()
  await record.getByText('Robin Demo').waitFor()

  // Edited after it was approved: the request comes back by itself, with the difference.
  await updatePost(author, { postId: second, body: { text: 'Roses come on Monday' } })
  await page.getByRole('radio', { name: 'Mine' }).click()
  const changed = page.getByRole('region', { name: 'What changed since version 1' })
  await changed.getByText('tomorrow').waitFor()
  await changed.getByText('on Monday').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('a guest decides by a link, without an account; taken back, the link is dead', async () => {
  const postId = await ask('Violets for the weekend')
  const { page, open } = await desk.signIn()
  await open('/approvals')
  await page.getByRole('option', { name: /Violets for the weekend/ }).click()
  await page.getByRole('button', { name: 'Ask a guest by a link' }).click()
  const dialog = page.getByRole('dialog', { name: 'Ask a guest' })
  const make = async (name: string) => {
    await dialog.getByLabel('Who it is for').fill(name)
    await dialog.getByRole('button', { name: 'Make a link' }).click()
    const url = await dialog.getByLabel('The link for the guest').inputValue()
    return url.replace(desk.program.app.config.publicUrl, desk.program.url)
  }
  const lost = await make('Lost Laptop')
  await dialog.getByRole('button', { name: 'Take back the link of Lost Laptop' }).click()
  await dialog.getByText('Taken back').waitFor()
  await dialog.getByRole('button', { name: 'I have it' }).click()
  await page.getByRole('button', { name: 'Ask a guest by a link' }).click()
  const good = await make('Carla Client')

  const outside = await desk.browser.newContext({ viewport: { width: 390, height: 844 } })
  const guest = await outside.newPage()
  await guest.goto(lost)
  await guest.getByRole('heading', { name: 'This link does not work' }).waitFor()
  await guest.goto('about:blank')
  await guest.goto(good)
  await guest.getByRole('article', { name: /On / }).getByText('Violets for the weekend').waitFor()
  expect(await findBarriers(guest)).toEqual([])
  await guest.getByRole('button', { name: 'Approve' }).click()
  await guest.getByText('Thank you, you approved it.').waitFor()
  expect(await outside.cookies()).toEqual([])
  await until(async () => expect(await stateOf(postId)).toBe('approved'), { what: 'the approval' })
  await outside.close()
  await page.context().close()
})

async function firstPolicy(): Promise<string> {
  const first = await owner.db
    .selectFrom('approval_policies')
    .select('name')
    .where('org_id', '=', owner.orgId)
    .orderBy('position')
    .executeTakeFirst()
  return must(first, 'policy').name
}

test('a policy is made, moved by keys and back, and says who would be asked', async () => {
  const { page, faults, open } = await desk.signIn()
  await open('/settings/approval-policies')
  await page.getByRole('button', { name: 'New policy' }).click()
  const editor = page.getByRole('dialog', { name: 'New policy' })
  await editor.getByRole('button', { name: 'Save' }).click()
  await editor.getByText('Give the policy a name.').waitFor()
  await editor.getByLabel('Name', { exact: true }).first().fill('Sale posts')
  await editor.getByLabel('Only with one of these labels').fill('sale, outlet')
  await editor.getByRole('button', { name: 'Take off Every manager' }).click()
  await editor.getByRole('button', { name: 'Add a person or role' }).click()
  await page.getByRole('option', { name: 'Every owner' }).click()
  await editor.getByRole('checkbox', { name: 'Authors may approve their own' }).click()
  await editor.getByRole('button', { name: 'Save' }).click()
  await editor.waitFor({ state: 'detached' })
  const rows = page.getByRole('list', { name: 'Policies in their order' }).getByRole('listitem')
  await rows.nth(1).getByText('Posts, labelled sale or outlet: one of the owners.').waitFor()

  await page.getByRole('button', { name: 'More for Sale posts' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await rows.first().getByText('Sale posts', { exact: true }).waitFor()
  await page.getByLabel('With the label').fill('sale')
  await page.getByRole('button', { name: 'Who would be asked?' }).click()
  await page.getByText('Review: Robin Demo').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await rows.nth(1).getByText('Sale posts', { exact: true }).waitFor()
  await until(async () => expect(await firstPolicy()).toBe('The owner looks'), { what: 'the undo' })
  expect(faults).toEqual([])
  await page.context().close()
})

test.each(['light', 'dark'] as const)(
  'no barriers in the %s theme, on a desk and on a phone',
  async (theme) => {
    await ask(`Ferns in the ${theme}`)
    const { page, open } = await desk.signIn()
    await open('/approvals')
    await useTheme(page, theme)
    await page.getByRole('region', { name: 'Checks' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await open('/settings/approval-policies')
    await page.getByRole('button', { name: 'New policy' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.context().close()
  },
)
