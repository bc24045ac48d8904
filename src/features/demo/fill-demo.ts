import type { App, Ctx } from '#kernel/app.ts'
import { allScopes } from '#contracts/scopes.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { connectChannel } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import {
  applyEvent,
  assignConversation,
  labelConversation,
  saveSavedReply,
  sendReply,
  setPriority,
  setStatus,
  starConversation,
  writeNote,
} from '#features/inbox/index.ts'
import { ensureDemoOrg, fillDemoTeam } from '#features/orgs/index.ts'
import { fillDemoRules } from './demo-rules.ts'
import { demoConversations } from './people.ts'
import type { DemoAct, DemoConversation } from './people.ts'

/** The first start on an empty database: a team, channels of the sandboxes, rules, and a day's work. */
export async function fillDemo(app: App): Promise<void> {
  const { orgId, created } = await ensureDemoOrg(app)
  if (!created) return
  const system = makeCtx(app, { orgId })
  await fillDemoTeam(system)
  const team = await readTeam(system)
  const owner = must(team.get('me'), 'owner of the demo organisation')
  const channels = await connectSandboxes(owner)
  await fillSavedReplies(owner)
  await fillDemoRules(owner)
  for (const conversation of demoConversations) {
    const channel = channels.get(conversation.connector)
    if (channel) await playConversation(conversation, channel, team)
  }
}

/** Members by name, and the owner as `me`, each as the caller. */
export async function readTeam(system: Ctx): Promise<Map<string, Ctx>> {
  const rows = await system.db.selectFrom('members').selectAll().where('org_id', '=', system.orgId).execute()
  return new Map(
    rows.map((row) => [
      row.role === 'owner' ? 'me' : row.name,
      makeCtx(system.app, {
        orgId: system.orgId,
        memberId: row.id,
        actor: { kind: 'member', id: row.id, name: row.name },
        scopes: new Set(allScopes),
      }),
    ]),
  )
}

async function connectSandboxes(owner: Ctx): Promise<Map<string, ChannelRow>> {
  const channels = new Map<string, ChannelRow>()
  for (const connector of owner.connectors.keys()) {
    if (!owner.sandbox?.get(connector)) continue
    try {
      channels.set(
        connector,
        await connectChannel(owner, { connector, values: {}, sandbox: true, sandboxHandle: 'shop' }),
      )
    } catch (error) {
      owner.log.warn({ reason: errorText(error), connector }, 'the demo could not connect a sandbox')
    }
  }
  return channels
}

async function fillSavedReplies(owner: Ctx): Promise<void> {
  const replies = [
    {
      shortcut: 'hello',
      title: 'Greeting',
      text: 'Hi {firstName|there}, thanks for writing to {org}! How can we help?',
    },
    {
      shortcut: 'shipping',
      title: 'Shipping times',
      text: 'Hi {firstName|there}, we ship within two working days, to all of Europe. You get a tracking link by mail.',
    },
    {
      shortcut: 'broken',
      title: 'Broken on arrival',
      text: 'I am sorry, {firstName|there}. Could you send a photo of it? We send a new one today, of course without cost.',
    },
    { shortcut: 'bye', title: 'Goodbye', text: 'Glad we could help. Have a good day! {agent}' },
  ]
  for (const reply of replies) await saveSavedReply(owner, reply)
}

async function playConversation(
  demo: DemoConversation,
  channel: ChannelRow,
  team: Map<string, Ctx>,
): Promise<void> {
  const owner = must(team.get('me'), 'owner')
  const now = owner.clock.now().getTime()
  for (const [index, { agoMs, ...message }] of demo.messages.entries()) {
    await applyEvent(owner, channel, {
      kind: 'message',
      account: channel.external_id,
      at: new Date(now - agoMs).toISOString(),
      person: demo.person,
      message: { id: `demo-${demo.person.id}-${index}`, attachments: [], ...message },
    })
  }
  const { id } = await owner.db
    .selectFrom('conversations as c')
    .innerJoin('contact_identities as i', (join) =>
      join.onRef('i.id', '=', 'c.identity_id').onRef('i.org_id', '=', 'c.org_id'),
    )
    .select('c.id')
    .where('c.org_id', '=', owner.orgId)
    .where('i.external_id', '=', demo.person.id)
    .executeTakeFirstOrThrow()
  for (const act of demo.acts) await play(team, id, act)
}

async function play(team: Map<string, Ctx>, conversationId: string, act: DemoAct): Promise<unknown> {
  const owner = must(team.get('me'), 'owner')
  const as = (name: string) => must(team.get(name), `demo member ${name}`)
  switch (act.kind) {
    case 'reply':
      return sendReply(as(act.by), { conversationId, text: act.text })
    case 'note':
      return writeNote(as(act.by), { conversationId, text: act.text })
    case 'assign':
      return assignConversation(owner, { conversationId, assigneeId: as(act.to).memberId ?? null })
    case 'label':
      return labelConversation(owner, { conversationId, add: act.names })
    case 'priority':
      return setPriority(owner, { conversationId, priority: act.level })
    case 'star':
      return starConversation(owner, { conversationId, starred: true })
    case 'pending':
      return setStatus(owner, { conversationId, status: 'pending', reason: 'Waiting for the warehouse' })
    case 'snooze':
      return setStatus(owner, {
        conversationId,
        status: 'snoozed',
        snoozedUntil: new Date(owner.clock.now().getTime() + act.forMs).toISOString(),
      })
    case 'resolve':
      return setStatus(owner, { conversationId, status: 'resolved' })
  }
}
