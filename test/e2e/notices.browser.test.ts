import { afterAll, beforeAll, expect, test } from 'vitest'
import { addNotices } from '#features/notices/index.ts'
import { must } from '#kernel/assert.ts'
import { findBarriers, openDesk, useTheme } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

// Far beyond the log of a test.
let pos = 1_000_000_000
async function tell(title: string, path: string): Promise<void> {
  const owner = await desk.program.owner()
  const notice = {
    memberIds: [must(owner.memberId, 'member')],
    kind: 'mention' as const,
    title,
    detail: 'Can you look at this?',
    path,
  }
  await addNotices(owner, [{ pos: String(++pos), at: new Date().toISOString(), notice }])
}

test('the bell counts along, a notice leads to what it is about, and kinds are muted', async () => {
  const member = await desk.signIn()
  const { page, faults, open, api } = member
  await open('/inbox')
  await page.getByRole('link', { name: 'Notifications' }).first().waitFor()
  await api('/notices/read', { all: true })
  await page.getByRole('link', { name: 'Notifications', exact: true }).first().waitFor()
  await tell('Olga mentioned you', '/contacts')
  await tell('Olga mentioned you again', '/rules')
  await page.getByRole('link', { name: 'Notifications, 2 unread' }).click()
  const list = page.getByRole('list', { name: 'Notifications' })
  await list.getByRole('link', { name: /Olga mentioned you again/ }).click()
  await page.waitForURL(/\/rules$/)
  await page.getByRole('link', { name: 'Notifications, 1 unread' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await list.waitFor()
  for (const theme of ['light', 'dark'] as const) {
    await useTheme(page, theme)
    await list.waitFor()
    expect(await findBarriers(page)).toEqual([])
  }
  await page.getByRole('button', { name: 'Mark all read' }).click()
  await page.getByRole('link', { name: 'Notifications', exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'What you are told of' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Mentions' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Mentions', checked: false }).waitFor()
  await page.keyboard.press('Escape')
  await tell('Olga is muted', '/rules')
  await tell('and again', '/rules')
  expect(await api<{ unread: number }>('/notices/box')).toMatchObject({ unread: 0, muted: ['mention'] })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('link', { name: 'Notifications' }).waitFor()
  expect(await findBarriers(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(faults).toEqual([])
  await page.context().close()
})
