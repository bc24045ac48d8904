import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply, ReplyPart } from '#contracts/reply.ts'
import { applyEvent } from '#features/inbox/index.ts'
import { getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { discover } from '#kernel/discover.ts'
import { newId } from '#kernel/ids.ts'
import { runLine } from '#bots/core/run-line.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { makeServer } from '../../src/http/server.ts'

let it: TestApp
let team: Team
let agent: Ctx
let viewer: Ctx
let stranger: Ctx

beforeAll(async () => {
  // Without cards: `open` must be able to draw a conversation by itself.
  it = await makeTestApp({ found: { ...(await discover()), cards: new Map() } })
  team = await makeTeam(it)
  agent = await team.as('agent', 'Mia Meier')
  viewer = await team.as('viewer', 'Vera View')
  await team.as('agent', 'Mikael Berg')
  stranger = await (await makeTeam(it, 'Other')).as('owner')
})
afterAll(() => it.close())

/** A customer who wrote just now; answers the conversation's number. */
async function conversation(name: string, text = 'Where is my parcel?'): Promise<string> {
  const channelId = await channelOf()
  const person = { id: newId(), name }
  await applyEvent(agent, await getChannelRow(agent, channelId), {
    kind: 'message',
    account: 'shop',
    at: it.clock.now().toISOString(),
    person,
    message: { id: newId(), text, attachments: [] },
  })
  const [row] = await it.sql<Array<{ number: number }>>`select number from conversations c
    join contact_identities i on i.id = c.identity_id where i.external_id = ${person.id}`
  return String(row?.number)
}

async function channelOf(): Promise<string> {
  const [known] = await it.sql<Array<{ id: string }>>`select id from channels where org_id = ${team.orgId}`
  if (known) return known.id
  const id = newId()
  await it.sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    values (${team.orgId}, ${id}, 'telegram', 'shop', 'Shop', ${it.app.secrets.seal('{}', `channel:${id}`)})`
  return id
}

const part = <K extends ReplyPart['kind']>(reply: Reply, kind: K) =>
  reply.parts.find((one): one is Extract<ReplyPart, { kind: K }> => one.kind === kind)
const texts = (reply: Reply) =>
  reply.parts.flatMap((one) => (one.kind === 'text' ? [one.text] : [])).join('\n')
const labels = (reply: Reply) => part(reply, 'buttons')?.buttons.map((button) => button.label) ?? []
const stateOf = async (number: string) => {
  const [row] = await it.sql`select status, assignee_id from conversations
    where org_id = ${team.orgId} and number = ${number}`
  return row
}

describe('a conversation from the console', () => {
  test('inbox lists it, open shows it, reply answers and takes it', async () => {
    const number = await conversation('Anna Ahrens')
    const list = await runLine(agent, 'inbox unassigned')
    expect(part(list, 'table')?.rows[0]).toEqual([
      number,
      'Anna Ahrens',
      'Where is my parcel?',
      'now',
      'nobody',
    ])
    expect(labels(list)).toContain(`Open #${number}`)
    const shown = await runLine(agent, `open #${number}`)
    expect(part(shown, 'heading')?.text).toBe(`#${number} Anna Ahrens`)
    expect(texts(shown)).toContain('Where is my parcel?')
    expect(labels(shown)).toEqual(['Assign to me', 'Assign', 'Snooze', 'Resolve', 'Open in the browser'])
    expect(part(shown, 'form')?.submit).toEqual({ name: 'reply', args: { conversation: number } })
    const sent = await runLine(agent, `reply ${number} It left us this morning: it's on its way!`)
    expect(texts(sent)).toBe(`On its way to Anna Ahrens (#${number}).`)
    const [message] = await it.sql`select text, state, author_name from messages
      where org_id = ${team.orgId} and author_kind = 'member' and kind = 'message'`
    expect(message).toEqual({
      text: "It left us this morning: it's on its way!",
      state: 'queued',
      author_name: 'Mia Meier',
    })
    expect(await stateOf(number)).toMatchObject({ assignee_id: agent.memberId })
    expect(part(await runLine(agent, 'inbox mine'), 'table')?.rows[0]?.at(-1)).toBe('Mia Meier')
  })

  test('notes stay in the team', async () => {
    const number = await conversation('Nora')
    expect(texts(await runLine(agent, `note ${number} called back, all fine`))).toContain('does not see it')
    const [note] =
      await it.sql`select text, state from messages where org_id = ${team.orgId} and kind = 'note'`
    expect(note).toEqual({ text: 'called back, all fine', state: null })
  })

  test('assign knows me, names, their beginnings, typos, and nobody', async () => {
    const number = await conversation('Ben')
    const assign = async (to: string) => texts(await runLine(agent, `assign ${number} ${to}`))
    expect(await assign('')).toBe(`You have #${number} now (Ben).`)
    expect(await assign('nobody')).toBe(`Nobody has #${number} now (Ben).`)
    expect(await assign('vera')).toBe(`Vera View has #${number} now (Ben).`)
    expect(await assign('@mikeal')).toBe(`Mikael Berg has #${number} now (Ben).`)
    expect(await assign('to:"MIA MEIER"')).toBe(`You have #${number} now (Ben).`)
    expect(await assign('mi')).toMatch(/^That may be Mia Meier \(.+\) or Mikael Berg/)
    expect(await assign('zacharias')).toMatch(
      /^Nobody in the team is called zacharias\. There are: .*Mia Meier/,
    )
    expect(await stateOf(number)).toMatchObject({ assignee_id: agent.memberId })
  })

  test('resolve and reopen', async () => {
    const number = await conversation('Carl')
    expect(labels(await runLine(agent, `resolve ${number}`))).toEqual(['Reopen'])
    expect(await stateOf(number)).toMatchObject({ status: 'resolved' })
    expect(part(await runLine(agent, 'inbox resolved'), 'table')?.rows.map((row) => row[1])).toContain('Carl')
    await runLine(agent, `reopen ${number}`)
    expect(await stateOf(number)).toMatchObject({ status: 'open' })
  })
})

describe('what cannot be done is said kindly, to the asker only', () => {
  test('a viewer may look but not act; help shows what they may', async () => {
    const number = await conversation('Dana')
    for (const line of [
      `reply ${number} hi`,
      `note ${number} hi`,
      `assign ${number} me`,
      `resolve ${number}`,
    ]) {
      const refused = await runLine(viewer, line)
      expect(refused.private).toBe(true)
      expect(texts(refused)).toBe('Your role does not allow this. Ask an owner or admin of your team.')
    }
    expect(await stateOf(number)).toMatchObject({ status: 'open', assignee_id: null })
    expect(part(await runLine(viewer, `open ${number}`), 'form')).toBeUndefined()
    const offered = part(await runLine(viewer, ''), 'table')?.rows.map((row) => row[0])
    expect(offered).toEqual(
      expect.arrayContaining(['help [command]', 'inbox [list]', 'open <conversation>', 'post <post>']),
    )
    const names = offered?.map((row) => row?.split(' ')[0])
    for (const name of ['reply', 'assign', 'resolve', 'draft']) expect(names).not.toContain(name)
  })

  test('another organisation has no such conversation', async () => {
    const number = await conversation('Emma')
    for (const line of [`open ${number}`, `reply ${number} hi`, `assign ${number} me`, `resolve ${number}`]) {
      expect(texts(await runLine(stranger, line))).toBe('We could not find that conversation.')
    }
    expect(texts(await runLine(stranger, 'inbox'))).toBe('Nothing here. Well done.')
  })

  test('a typo is answered with what was meant, and runs nothing', async () => {
    const number = await conversation('Finn')
    const unsure = await runLine(agent, `reslove ${number}`)
    expect(texts(unsure)).toBe('There is no command “reslove”. Did you mean “resolve”?')
    expect(part(unsure, 'buttons')?.buttons[0]).toEqual({
      label: `resolve ${number}`,
      command: { name: 'resolve', args: { conversation: number } },
    })
    expect(await stateOf(number)).toMatchObject({ status: 'open' })
    expect(texts(await runLine(viewer, `reslove ${number}`))).toContain('Your role does not allow this')
  })

  test('missing and wrong arguments', async () => {
    expect(texts(await runLine(agent, 'note 12'))).toBe(
      '“note” also needs the text.\nFor example: note 12 called back, all fine',
    )
    expect(texts(await runLine(agent, 'open twelve'))).toMatch(/^conversation: Give the number/)
    expect(texts(await runLine(agent, 'inbox list:everything'))).toMatch(
      /^list: Choose one of: open, all, mine/,
    )
    expect(part(await runLine(agent, 'help assign'), 'heading')?.text).toBe('assign <conversation> [to]')
  })

  test('a fault of ours is logged and told without its text', async () => {
    const inbox = [...agent.commands.values()].find((one) => one.name === 'inbox')
    if (!inbox) throw new Error('no inbox command')
    const commands = new Map([['inbox', { ...inbox, run: () => Promise.reject(new Error('password=1')) }]])
    const told = texts(await runLine({ ...agent, commands }, 'inbox'))
    expect(told).toContain('Something went wrong on our side.')
    expect(told).not.toContain('password')
  })
})

test('over HTTP', async () => {
  const server = makeServer(it.app, it.found)
  const post = async (headers: Record<string, string>, body: unknown) => {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    const answer = await server.request('/api/v1/console', { ...init, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }
  const key = await team.key('agent')
  expect(await post(key, { line: 'help' })).toMatchObject({
    status: 200,
    body: { data: { private: true, parts: [{ kind: 'table' }] } },
  })
  expect(await post(key, { line: 7 })).toMatchObject({ status: 400 })
  expect(await post({}, { line: 'help' })).toMatchObject({ status: 401 })
})

test('the list narrows by state, owner, label and words', async () => {
  const number = await conversation('Greta')
  await runLine(agent, `assign ${number} me`)
  const mine = part(await runLine(agent, 'inbox assignee:me'), 'table')?.rows.map((row) => row[0])
  expect(mine).toContain(number)
  const nobodys =
    part(await runLine(agent, 'inbox assignee:nobody'), 'table')?.rows.map((row) => row[0]) ?? []
  expect(nobodys).not.toContain(number)
  expect(texts(await runLine(agent, 'inbox label:none-such'))).toBe('Nothing here. Well done.')
  expect(texts(await runLine(agent, 'inbox platform:nowhere'))).toBe('Nothing here. Well done.')
  expect(texts(await runLine(agent, 'inbox search:zzzznothing'))).toBe('Nobody wrote that.')
})
