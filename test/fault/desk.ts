import { applyEvent, sendReply } from '#features/inbox/index.ts'
import { connectChannel, getChannelRow } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { PersonEvent } from '../../src/features/inbox/inbound/apply-event.ts'
import type { ConversationRecord, MessageRecord } from '../../src/features/inbox/views.ts'
import type { SendReply } from '#features/inbox/schema.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { discover } from '#kernel/discover.ts'
import { newId } from '#kernel/ids.ts'
import { drainConversation } from '../../src/features/inbox/outbound/drain.ts'
import type { DrainEnd } from '../../src/features/inbox/outbound/drain.ts'
import { makeTeam } from '#test/kit/team.ts'
import type { Team } from '#test/kit/team.ts'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import type { Vendor } from './vendor.ts'

export type Desk = TestApp & { vendor: Vendor }

/** The whole program without a worker, with one scripted platform; the clock stands still. */
export async function makeDesk(vendor: Vendor, env: Record<string, string> = {}): Promise<Desk> {
  const found = await discover()
  found.connectors.set(vendor.connector.id, vendor.connector)
  const desk = await makeTestApp({ found, env: { DATABASE_POOL_SIZE: '10', ...env } })
  return { ...desk, vendor }
}

type Said = { text?: string; id?: string; at?: Date; person?: string }

export type Shop = Awaited<ReturnType<typeof openShop>>

/** An organisation of its own with one channel at the scripted platform. */
export async function openShop(desk: Desk) {
  const team: Team = await makeTeam(desk)
  const account = newId()
  const connected = await connectChannel(team.ctx, {
    connector: desk.vendor.connector.id,
    values: { account },
  })
  const system: Ctx = makeCtx(desk.app, { orgId: team.orgId })
  const channel = (): Promise<ChannelRow> => getChannelRow(system, connected.id)

  const apply = async (event: PersonEvent): Promise<void> => applyEvent(system, await channel(), event)
  const event = { account, person: { id: 'p1', name: 'Ana Lima' } }

  async function conversation(person = 'p1'): Promise<ConversationRecord> {
    const rows = await conversations()
    const identity = must(
      (await identities()).find((one) => one.external_id === person),
      'identity',
    )
    return must(
      rows.find((row) => row.identity_id === identity.id),
      'conversation',
    )
  }
  const conversations = () =>
    system.db
      .selectFrom('conversations')
      .selectAll()
      .where('org_id', '=', team.orgId)
      .orderBy('number')
      .execute()
  const identities = () =>
    system.db.selectFrom('contact_identities').selectAll().where('org_id', '=', team.orgId).execute()

  async function messages(person = 'p1'): Promise<MessageRecord[]> {
    const { id } = await conversation(person)
    return system.db
      .selectFrom('messages')
      .selectAll()
      .where('org_id', '=', team.orgId)
      .where('conversation_id', '=', id)
      .orderBy('seq')
      .execute()
  }

  async function drain(person = 'p1', signal = new AbortController().signal): Promise<DrainEnd> {
    return drainConversation(system, (await conversation(person)).id, signal)
  }

  return {
    ...team,
    account,
    system,
    channel,
    apply,
    conversations,
    identities,
    conversation,
    messages,
    drain,
    channelId: connected.id,
    says: ({ text = 'Hello', id = newId(), at = desk.clock.now(), person = 'p1' }: Said = {}) =>
      apply({
        kind: 'message',
        account,
        at: at.toISOString(),
        person: { ...event.person, id: person },
        message: { id, text, attachments: [] },
      }),
    echo: (echo: { id: string; text: string; ours?: boolean; metadata?: string; at?: Date }) =>
      apply({
        kind: 'echo',
        ...event,
        at: (echo.at ?? desk.clock.now()).toISOString(),
        ours: echo.ours ?? true,
        message: { id: echo.id, text: echo.text, attachments: [] },
        ...(echo.metadata ? { metadata: echo.metadata } : {}),
      }),
    receipt: (state: 'delivered' | 'read', what: { ids?: string[]; watermark?: Date; at?: Date }) =>
      apply({
        kind: 'receipt',
        ...event,
        at: (what.at ?? desk.clock.now()).toISOString(),
        state,
        ...(what.ids ? { messageIds: what.ids } : {}),
        ...(what.watermark ? { watermark: what.watermark.toISOString() } : {}),
      }),
    /** The owner answers; the reply is queued, and nothing is sent before `drain`. */
    async reply(text: string, more: Partial<SendReply> = {}) {
      const sent = await sendReply(team.ctx, { conversationId: (await conversation()).id, text, ...more })
      return must(sent[0], 'the reply')
    },
    async message(id: string): Promise<MessageRecord> {
      return must(
        (await messages()).find((one) => one.id === id),
        'message',
      )
    },
    attempts: () =>
      system.db
        .selectFrom('send_attempts')
        .selectAll()
        .where('org_id', '=', team.orgId)
        .orderBy('started_at')
        .orderBy('number')
        .execute(),
    /** Takes this organisation's waiting jobs of that name out of the queue. */
    async takeJobs(name: string): Promise<number> {
      await desk.app.dispatcher.drain()
      return desk.sql.begin(async (tx) => {
        await tx`set local role parley_worker`
        const taken =
          await tx`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
          where t.id = j.task_id and t.identifier = ${name} and j.payload->>'orgId' = ${team.orgId} returning j.id`
        return taken.length
      })
    },
    /** All that was told of this organisation, in order. */
    async events(): Promise<LoggedEvent[]> {
      await desk.app.dispatcher.drain()
      const rows = await desk.sql<LoggedEvent[]>`
        select org_id as "orgId", pos::text, type, object_id as "objectId", payload, actor,
          request_id as "requestId", at from events where org_id = ${team.orgId} order by events.pos`
      return [...rows]
    },
    /** What the tabs show, and what counting the rows anew gives. */
    async counters() {
      await desk.app.dispatcher.drain()
      const kept = await desk.sql<Array<{ key: string; value: number }>>`
        select key, value::int from counters where org_id = ${team.orgId} and key like 'inbox:%' and value <> 0 order by key`
      const counted = await desk.sql<Array<{ key: string; value: number }>>`
        select key, count(*)::int as value from (
          select 'inbox:' || status || ':all' as key from conversations where org_id = ${team.orgId}
          union all
          select 'inbox:' || status || ':' || coalesce(assignee_id::text, 'none') from conversations where org_id = ${team.orgId}
        ) k group by key order by key`
      return { kept: [...kept], counted: [...counted] }
    },
  }
}
