import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectChannel, getChannelRow } from '#features/channels/index.ts'
import { chooseChannel, linkPerson } from '#features/chats/index.ts'
import { applyEvent } from '#features/inbox/index.ts'
import { createRule } from '#features/rules/index.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { runLine } from '#bots/core/run-line.ts'
import { buttonOf, makeChatPlug, makeChatTestDesk, textOf } from '#test/kit/chat-plug.ts'
import type { ChatPlug, ChatTestDesk } from '#test/kit/chat-plug.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'

let desk: ChatTestDesk
let chat: ChatPlug
let team: Team
beforeAll(async () => {
  chat = makeChatPlug('one')
  desk = await makeChatTestDesk([chat])
  team = await makeTeam(desk)
  const workspace = await desk.connect(team, chat, team.orgId)
  await linkPerson(
    team.ctx,
    { surface: 'one', sandbox: false, workspace: team.orgId, userId: 'mia', userName: 'mia' },
    'in a test',
  )
  await chooseChannel(team.ctx, {
    workspaceId: workspace.id,
    channel: 'c1',
    name: '#inbox',
    purposes: ['inbox'],
  })
  const when = { kind: 'all' as const, of: [] }
  const then = [{ kind: 'reply' as const, text: 'It costs 5.', ask: true }]
  await createRule(team.ctx, { enabled: true, definition: { name: 'Prices', when, then } })
})
afterAll(() => desk.close())

test('a suggestion is posted where the inbox is watched; sent from there, its card says so', async () => {
  const values = { name: 'Shop chat', origins: 'https://shop.example', greeting: 'Hi!' }
  const { id } = await connectChannel(team.ctx, { connector: 'webchat', values })
  const channel = await getChannelRow(team.ctx, id)
  await applyEvent(team.ctx, channel, {
    kind: 'message',
    account: channel.external_id,
    at: desk.clock.now().toISOString(),
    person: { id: newId(), name: 'Ana' },
    message: { id: newId(), text: 'What is the price?', attachments: [] },
  })
  await desk.work()
  const copy = must(
    chat.posted.find((post) => post.channel === 'c1'),
    'card in the channel of the inbox',
  )
  expect(JSON.stringify(copy.view.parts)).toContain('What is the price?')
  expect(JSON.stringify(copy.view.parts)).toContain('It costs 5.')
  const listed = await runLine(team.ctx, 'suggestions 1')
  expect(listed.card?.type).toBe('suggested-reply')

  const press = {
    kind: 'press' as const,
    button: buttonOf(copy.view, 'Send'),
    message: { channel: copy.channel, message: copy.message },
  }
  const place = { workspace: team.orgId, place: { channel: 'c1', direct: false } }
  await desk.act(chat, 'mia', press, place)
  await desk.act(chat, 'mia', press, place)
  const written = await desk.sql`select text, author_kind from messages
    where org_id = ${team.orgId} and kind = 'message' and author_kind <> 'contact'`
  expect([...written]).toEqual([{ text: 'It costs 5.', author_kind: 'member' }])
  const last = must(chat.updated.at(-1), 'card drawn anew')
  expect(textOf(last.view)).toContain('Sent by')
  const none = await runLine(team.ctx, 'suggestions 1')
  expect(none.parts[0]).toMatchObject({ text: 'No rule suggests a reply in #1 now.' })
})
