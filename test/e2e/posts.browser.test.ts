import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { updatePost } from '#features/posts/index.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk, DeskPage } from './kit.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

interface Post {
  id: string
  number: number
  title: string
  state: string
  version: number
  plannedWall: string | null
}

const publishers = ['facebook', 'x']

async function draft({ api }: DeskPage, text: string): Promise<Post> {
  const channels = await api<Array<{ id: string; connector: string }>>('/channels')
  const targets = channels
    .filter(({ connector }) => publishers.includes(connector))
    .map(({ id }) => ({ channelId: id }))
  return api<Post>('/posts', { body: { text }, targets })
}

// The library keeps the same bytes once, so each test has its own.
const picture = (background: string) =>
  sharp({ create: { width: 800, height: 800, channels: 3, background } })
    .png()
    .toBuffer()

test('a post is written, differs on one account, gets a picture, and goes out', async () => {
  const member = await desk.signIn()
  const { page, faults, open } = member
  await open('/posts')
  await page.getByRole('link', { name: 'New post' }).first().click()
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  await text.fill('Ferns are back in the shop')
  await page.getByRole('button', { name: 'Choose accounts' }).click()
  const accounts = page.getByRole('dialog', { name: 'Accounts' })
  await accounts.getByRole('checkbox', { name: /facebook/i }).click()
  await accounts.getByRole('checkbox', { name: /^x/i }).click()
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/posts\/\d+$/)
  await page.getByRole('figure').filter({ hasText: 'Ferns are back in the shop' }).nth(1).waitFor()
  expect(await text.inputValue()).toBe('Ferns are back in the shop')

  await page.getByRole('radio', { name: /^x /i }).click()
  await text.fill('Ferns. Back.')
  await page.getByText('has its own text.').waitFor()
  await page.getByRole('button', { name: 'Back to shared' }).waitFor()
  await page.getByRole('radio', { name: 'All accounts' }).click()
  expect(await text.inputValue()).toBe('Ferns are back in the shop')

  await page
    .getByLabel('Files for text')
    .setInputFiles({ name: 'fern.png', mimeType: 'image/png', buffer: await picture('#3d6b5a') })
  await page.getByRole('button', { name: 'Write an alt text for Picture 1' }).click()
  const alt = page.getByRole('dialog', { name: 'Alt text' })
  await alt.getByRole('textbox').fill('A fern in a clay pot')
  await alt.getByRole('button', { name: 'Done' }).click()
  await page.getByText('Every account would take it.').waitFor()

  await page.getByRole('button', { name: 'Publish now…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Publish now' }).click()
  await until(async () => expect(await page.getByRole('link', { name: 'See it' }).count()).toBe(2), {
    what: 'both results',
    timeoutMs: 20_000,
  })
  const number = must(/\d+$/.exec(page.url())?.[0], 'number')
  const out = await member.api<{ targets: Array<{ platform: string; content: { text: string } }> }>(
    `/posts/by-number/${number}`,
  )
  expect(out.targets.find(({ platform }) => platform === 'x')?.content.text).toBe('Ferns. Back.')
  expect(faults).toEqual([])
  await page.context().close()
})

test('two people change one post: it says who, and mine goes on top when I say so', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const post = await draft(member, 'The first words')
  const owner = await desk.program.owner()
  await open(`/posts/${post.number}`)
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  await text.waitFor()
  const lin = {
    ...owner,
    actor: { kind: 'member' as const, id: owner.actor.id ?? post.id, name: 'Lin Castillo' },
  }
  await text.fill('Words of mine')
  await updatePost(lin, { postId: post.id, body: { text: 'Words of Lin' } })
  const notice = page.getByRole('alert', { name: 'Changed meanwhile' })
  await notice.getByText('Lin Castillo changed this post meanwhile.').waitFor()
  await notice.getByRole('button', { name: 'Save mine on top' }).click()
  await until(
    async () =>
      expect((await member.api<{ body: { text: string } }>(`/posts/${post.id}`)).body.text).toBe(
        'Words of mine',
      ),
    { what: 'mine on top' },
  )
  await page.context().close()
})

test('hours that did best are offered when a time is chosen, and fill it in', async () => {
  const member = await desk.signIn()
  const { page, open } = member
  const post = await draft(member, 'When should I go out?')
  const { sql } = await import('kysely')
  // Ten weeks of two posts: the one at ten on Mondays does better.
  await sql`insert into measured_posts (org_id, target_id, post_id, channel_id, external_id, format, title,
      published_at, likes)
    select p.org_id, gen_random_uuid(), p.id, c.id, '', 'text', p.title,
      (date_trunc('week', now()) - make_interval(weeks => w) + make_interval(hours => h)) at time zone 'UTC', h
    from posts p, channels c, generate_series(1, 10) w, unnest(array[5, 10]) h
    where p.id = ${post.id} and c.org_id = p.org_id and c.connector = 'facebook'`.execute(
    desk.program.app.systemDb,
  )
  await open(`/posts/${post.number}`)
  await page.getByRole('button', { name: 'No time yet' }).click()
  const best = page.getByRole('region', { name: 'Hours that did best' }).getByRole('button').first()
  expect(await best.textContent()).toMatch(/^Mon,? \d+ \w+,? 0?\d+:00.*% above usual, 10 posts$/)
  await best.click()
  expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('10:00')
  await page.getByRole('button', { name: 'Set the time' }).click()
  const wall = async () => (await member.api<Post>(`/posts/${post.id}`)).plannedWall
  await until(async () => expect(await wall()).toMatch(/T10:00/), { what: 'the time' })
  await page.context().close()
})

test('a post moves on the calendar by keys, keeps its clock, and comes back by undo', async () => {
  const member = await desk.signIn({ timezoneId: 'Europe/Berlin' })
  const { page, faults, open, api } = member
  const post = await draft(member, 'Moves about')
  const month = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 7)
  await api('/calendar/schedule', {
    postId: post.id,
    when: { kind: 'wall', wall: `${month}-12T09:30`, zone: 'America/New_York' },
  })
  const wall = async () => (await api<Post>(`/posts/${post.id}`)).plannedWall?.slice(0, 16)
  await open(`/calendar?day=${month}-01`)
  const entry = page.getByRole('link', { name: /Moves about/ })
  await entry.focus()
  await page.keyboard.press('m')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.getByText('Enter puts it there.').waitFor({ state: 'attached' })
  await page.keyboard.press('Enter')
  await until(async () => expect(await wall()).toBe(`${month}-20T09:30`), { what: 'the move' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await until(async () => expect(await wall()).toBe(`${month}-12T09:30`), { what: 'the undo' })
  await page.mouse.move(0, 0)
  // The page follows the undo a moment after the server.
  await page
    .getByRole('gridcell', { name: /\b12\b/ })
    .getByRole('link', { name: /Moves about/ })
    .waitFor()
  const from = must(await entry.boundingBox(), 'entry')
  const to = must(
    await page
      .getByRole('gridcell', { name: new RegExp(`\\b14\\b`) })
      .first()
      .boundingBox(),
    'day',
  )
  await page.mouse.move(from.x + 10, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 12, to.y + 40, { steps: 8 })
  await page.mouse.up()
  await until(async () => expect(await wall()).toBe(`${month}-14T09:30`), { what: 'the drag' })
  expect(faults).toEqual([])
  await page.context().close()
})

test('a file gets its words in the library, and stays while a post needs it', async () => {
  const { page, open } = await desk.signIn()
  await open('/library')
  await page
    .getByLabel('Files for the library')
    .setInputFiles({ name: 'pot.png', mimeType: 'image/png', buffer: await picture('#b5651d') })
  const sheet = page.getByRole('dialog', { name: 'pot.png' })
  await sheet.getByLabel('Alt text').fill('An empty clay pot')
  await sheet.getByLabel('Tags').fill('pots, clay')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await page.getByText('An empty clay pot').waitFor()
  await page.getByRole('button', { name: /^pots/ }).click()
  await page.getByRole('button', { name: /pot\.png/ }).click()
  await sheet.getByText('No post yet.').waitFor()
  await sheet.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('pot.png is deleted').first().waitFor()
  await page.context().close()
})

test.each(['light', 'dark'] as const)('no barriers in the %s theme', async (theme) => {
  const member = await desk.signIn()
  const { page, open } = member
  const post = await draft(member, `Seen in ${theme}`)
  await open('/posts')
  await useTheme(page, theme)
  await page.getByRole('listbox', { name: 'Posts' }).getByRole('option').first().waitFor()
  expect(await findBarriers(page)).toEqual([])
  await open(`/posts/${post.number}`)
  await page.getByRole('figure').first().waitFor()
  expect(await findBarriers(page)).toEqual([])
  await open('/calendar')
  await page.getByRole('grid').waitFor()
  expect(await findBarriers(page)).toEqual([])
  await open('/settings/publishing')
  await page.getByRole('heading', { name: 'Accounts' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await open(`/posts/${post.number}`)
  await page.getByRole('radio', { name: 'Preview' }).click()
  await page.getByRole('figure').first().waitFor()
  expect(await findBarriers(page)).toEqual([])
  await page.context().close()
})
