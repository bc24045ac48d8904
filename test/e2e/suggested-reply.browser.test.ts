import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRule } from '#features/rules/index.ts'
import { must } from '#kernel/assert.ts'
import { until } from '#test/kit/until.ts'
import { findBarriers, openDesk } from './kit.ts'
import type { Desk } from './kit.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

test('a rule asks first: its words wait above the composer, are changed there, and go out once', async () => {
  const { page, faults, open, api } = await desk.signIn()
  await createRule(await desk.program.owner(), {
    enabled: true,
    definition: {
      name: 'Repotting',
      when: { kind: 'all', of: [{ kind: 'keyword', mode: 'any', words: ['repot'] }] },
      then: [{ kind: 'reply', text: 'We do, {firstName}.', ask: true }],
      stop: true,
    },
  })
  await open('/rules')
  await page.getByRole('link', { name: /Repotting/ }).click()
  await page.getByText('suggest the reply “We do, {firstName}.”').first().click()
  await page.getByRole('checkbox', { name: 'Ask a person first' }).waitFor()
  expect(await page.getByRole('checkbox', { name: 'Ask a person first' }).isChecked()).toBe(true)

  const channels = await api<Array<{ channelId: string; connector: string }>>('/sandbox/channels')
  const { channelId } = must(
    channels.find(({ connector }) => connector === 'telegram'),
    'Telegram sandbox',
  )
  const write = (text: string) =>
    api('/sandbox/act', { channelId, person: { id: '910001', name: 'Nora Pot' }, kind: 'write', text })
  const answers = async () =>
    (
      await api<Array<{ from: string; text?: string }>>(
        `/sandbox/transcript?channelId=${channelId}&person=910001`,
      )
    ).flatMap(({ from, text }) => (from === 'us' ? [text] : []))

  await open('/inbox')
  await page.getByRole('option').first().waitFor()
  await write('Do you repot trees?')
  await page.getByRole('option').filter({ hasText: 'Nora Pot' }).click()
  const box = page.getByRole('region', { name: 'Suggested reply of the rule Repotting' })
  await box.getByText('We do, Nora.').waitFor()
  expect(await findBarriers(page)).toEqual([])

  await write('Big ones?')
  await box.getByText('The customer wrote since: “Big ones?”').waitFor()
  await box.getByRole('button', { name: 'Send anyway' }).waitFor()
  expect(await answers()).toEqual([])

  await box.getByRole('button', { name: 'Edit' }).click()
  const reply = page.getByRole('textbox', { name: /^Reply to/ })
  await until(async () => expect(await reply.inputValue()).toBe('We do, Nora.'), { what: 'the words' })
  await page.getByText('You change what the rule “Repotting” suggested').waitFor()
  await reply.fill('We do, Nora, up to 2 metres.')
  await reply.press('ControlOrMeta+Enter')
  const log = page.getByRole('log')
  await log.getByText('We do, Nora, up to 2 metres.').waitFor()
  await log.getByText('sent what the rule “Repotting” suggested').waitFor()
  await box.waitFor({ state: 'detached' })
  await until(async () => expect(await answers()).toEqual(['We do, Nora, up to 2 metres.']), {
    what: 'the answer to reach the customer',
  })

  await write('Do you repot ferns?')
  await box.getByRole('button', { name: 'Send', exact: true }).click()
  await until(async () => expect(await answers()).toHaveLength(2), { what: 'the suggested answer' })
  await write('And repot figs?')
  await box.getByRole('button', { name: 'Discard' }).click()
  await box.waitFor({ state: 'detached' })
  expect(await answers()).toEqual(['We do, Nora, up to 2 metres.', 'We do, Nora.'])
  expect(faults).toEqual([])
  await page.context().close()
})
