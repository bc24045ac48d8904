import { connector as instagram } from '#connectors/instagram/index.ts'
import { connector as telegram } from '#connectors/telegram/index.ts'
import { getChannelRow } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { applyEvent, messageCreated, messageReceived } from '#features/inbox/index.ts'
import { createRule } from '#features/rules/index.ts'
import type { CreateRule, RuleWithVersions } from '#features/rules/schema.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { EventJob, EventsJob } from '#contracts/job.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { runEventJob } from '../../src/worker/run-job.ts'
import { job as applyRules } from '../../src/features/rules/jobs/apply-rules.ts'
import { job as cancelWaits } from '../../src/features/rules/jobs/cancel-waits.ts'
import { job as finishWaits } from '../../src/features/rules/jobs/finish-waits.ts'
import { makeTeam } from './team.ts'
import type { Team } from './team.ts'
import { makeTestApp } from './test-app.ts'
import type { TestApp } from './test-app.ts'

export type Definition = CreateRule['definition']
type Change = Partial<Definition>

const ruleJobs: ReadonlyArray<EventJob | EventsJob> = [applyRules, cancelWaits]
const jobRun = { id: '1', attempt: 1, signal: new AbortController().signal }

/** A desk whose customers write and whose rules answer, step by step: no worker, the clock stands still. */
export async function makeRulesDesk() {
  const connectors = new Map([instagram, telegram].map((connector) => [connector.id, connector]))
  const jobs = new Map([...ruleJobs, finishWaits].map((job) => [job.name, job]))
  const desk = await makeTestApp({ found: { connectors, jobs } })
  return { desk, team: () => makeRulesTeam(desk), close: () => desk.close() }
}

export type RulesTeam = Awaited<ReturnType<typeof makeRulesTeam>>

async function makeRulesTeam(desk: TestApp) {
  const team = await makeTeam(desk)
  const system = makeCtx(desk.app, { orgId: team.orgId })
  const channels = {
    instagram: await addChannel(desk, team, 'instagram'),
    telegram: await addChannel(desk, team, 'telegram'),
  }
  let lastPos = '0'

  /** A customer writes; answers the event that told of it. */
  async function receive(
    text: string,
    options: {
      person?: string
      via?: keyof typeof channels
      at?: Date
      postback?: { title: string; payload: string }
      id?: string
      name?: string
    } = {},
  ): Promise<LoggedEvent> {
    const channel = channels[options.via ?? 'telegram']
    await applyEvent(system, channel, {
      kind: 'message',
      account: channel.external_id,
      at: (options.at ?? desk.clock.now()).toISOString(),
      person: { id: options.person ?? 'p1', name: options.name ?? 'Ana Lima', locale: 'pt-BR' },
      message: {
        id: options.id ?? newId(),
        text,
        attachments: [],
        ...(options.postback ? { postback: options.postback } : {}),
      },
    })
    const events = await newEvents()
    const event = events.findLast((one) => one.type === messageReceived.type)
    if (!event) throw new Error('The message was not told of')
    return event
  }

  async function newEvents(): Promise<LoggedEvent[]> {
    await desk.app.dispatcher.drain()
    const rows = await desk.sql<LoggedEvent[]>`
      select org_id as "orgId", pos::text, type, object_id as "objectId", payload, actor,
        request_id as "requestId", at from events where org_id = ${team.orgId} and pos > ${lastPos} order by events.pos`
    lastPos = rows.at(-1)?.pos ?? lastPos
    return [...rows]
  }

  /** What the worker does with an event, for the jobs of rules. */
  async function work(event: LoggedEvent): Promise<void> {
    for (const job of ruleJobs) {
      if (job.on.some((kind) => kind.type === event.type)) await runEventJob(desk.app, job, [event], jobRun)
    }
  }

  return {
    ...team,
    channels,
    receive,
    work,
    /** A customer writes and the rules do what they do. Answers the conversation. */
    async says(text: string, options?: Parameters<typeof receive>[1]): Promise<string> {
      const event = await receive(text, options)
      await work(event)
      const payload = messageReceived.payload.parse(event.payload)
      return payload.conversation.id
    },
    /** Jobs that follow what we wrote. */
    async follow(): Promise<void> {
      for (const event of await newEvents()) if (event.type === messageCreated.type) await work(event)
    },
    waitsAreDue: () => finishWaits.run(desk.app, {}, jobRun),
    /** What rules wrote to customers, oldest first. */
    async replies(): Promise<string[]> {
      const rows = await desk.sql<Array<{ text: string }>>`select text from messages
        where org_id = ${team.orgId} and author_kind = 'rule' and kind = 'message' order by created_at, seq`
      return rows.map((row) => row.text)
    },
    rule: (change: Change = {}): Promise<RuleWithVersions> =>
      createRule(team.ctx, { enabled: true, definition: definition(change) }),
  }
}

async function addChannel(desk: TestApp, team: Team, connector: string): Promise<ChannelRow> {
  const id = newId()
  await desk.sql`insert into channels (org_id, id, connector, external_id, name, credentials, sandbox)
    values (${team.orgId}, ${id}, ${connector}, ${`account-${id}`}, ${`Our ${connector}`}, 'none', true)`
  return getChannelRow(team.ctx, id)
}

/** Answers “price” unless told otherwise. */
export const definition = (change: Change = {}): Definition => ({
  name: 'Prices',
  when: { kind: 'all', of: [{ kind: 'keyword', mode: 'any', words: ['price'] }] },
  then: [{ kind: 'reply', text: 'It costs 5, {firstName}.' }],
  ...change,
})
