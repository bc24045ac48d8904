import { Logger, runOnce } from 'graphile-worker'
import type { TaskList } from 'graphile-worker'
import { Pool } from 'pg'
import { z } from 'zod'
import { defineCard } from '#contracts/card.ts'
import type { CardAudience } from '#contracts/card.ts'
import { defineCommand } from '#contracts/command.ts'
import { defineEvent } from '#contracts/event.ts'
import { reply, textReply } from '#contracts/reply.ts'
import { defineSurface } from '#contracts/surface.ts'
import type { ChatAct, ChatInput, ChatPlace, ChatView, PostedMessage, Surface } from '#contracts/surface.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, makeCtx, requireScope } from '#kernel/ctx.ts'
import { workerRole } from '#kernel/db.ts'
import { discover } from '#kernel/discover.ts'
import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { receive } from '#bots/core/receive.ts'
import { storeWorkspace } from '../../src/features/chats/store-workspace.ts'
import { taskOf } from '../../src/worker/run-job.ts'
import { makeTestApp } from './test-app.ts'
import type { Team } from './team.ts'

/** What a test lets the chat do with one call; none left: it does what is asked. */
export type Turn = () => void | Promise<void>

/** A chat that does what a test tells it: the plug is real, the vendor behind it is a script. */
export function makeChatPlug(id: string, change: Partial<Surface> = {}) {
  const turns: Turn[] = []
  let made = 0
  const take = async () => turns.shift()?.()
  const chat = {
    posted: [] as Array<PostedMessage & { view: ChatView; workspace: string }>,
    updated: [] as Array<PostedMessage & { view: ChatView }>,
    answered: [] as Array<{ input: ChatInput; view: ChatView }>,
    /** The next calls do this first, one each. */
    next: (...more: Turn[]) => void turns.push(...more),
  }
  const newMessage = (place: ChatPlace): PostedMessage => ({ ...place, message: `m${++made}` })
  const surface = defineSurface({
    id,
    name: `Chat ${id}`,
    summary: 'A chat of tests.',
    env: {},
    needs: [],
    guide: [],
    connect: 'deep_link',
    connectUrl: (_io, token, what) => Promise.resolve(`https://chat.example/${what}?start=${token}`),
    channels: true,
    threads: true,
    async post(io, place, view) {
      await take()
      const message = newMessage(place)
      chat.posted.push({ ...message, view, workspace: io.workspace.externalId })
      return message
    },
    async update(_io, message, view) {
      await take()
      chat.updated.push({ ...message, view })
    },
    async answer(_io, input, view) {
      await take()
      chat.answered.push({ input, view })
      return view.private ? undefined : newMessage(input.place)
    },
    directPlace: (_io, userId) => Promise.resolve({ channel: `dm-${userId}` }),
    download: (_io, file) =>
      Promise.resolve({ bytes: new TextEncoder().encode(`bytes of ${file.ref}`), mime: 'text/plain' }),
    health: () => Promise.resolve([{ name: 'Token', ok: true, detail: 'works' }]),
    ...change,
  })
  return { ...chat, surface }
}
export type ChatPlug = ReturnType<typeof makeChatPlug>

const thingChanged = defineEvent({ type: 'test.thing-changed', payload: z.object({ thing: z.string() }) })
const thingReady = defineEvent({
  type: 'test.thing-ready',
  payload: z.object({ thing: z.string(), memberIds: z.array(z.uuid()), again: z.boolean().default(false) }),
})

/** Things with a number that grows; their card counts it, and a button makes it grow. */
function makeThings() {
  const numbers = new Map<string, number>()
  const of = (ctx: Ctx, thing: string) => numbers.get(`${ctx.orgId} ${thing}`) ?? 0
  let loads = 0
  const card = defineCard({
    type: 'thing',
    async load(ctx, id) {
      loads += 1
      requireScope(ctx, 'posts:read')
      return {
        ...reply(
          { kind: 'text', text: `${id} is ${of(ctx, id)}` },
          {
            kind: 'buttons',
            buttons: [
              { label: 'Grow', command: { name: 'grow', args: { thing: id } } },
              {
                label: 'Grow by',
                command: { name: 'grow', args: { thing: id } },
                ask: [{ name: 'by', label: 'By how much', kind: 'line', required: true }],
              },
            ],
          },
        ),
        card: { type: 'thing', id },
      }
    },
    version: (ctx, id) => Promise.resolve(String(of(ctx, id))),
    follows: [{ on: thingChanged, ids: (event) => [thingChanged.payload.parse(event.payload).thing] }],
    posts: [
      {
        on: thingReady,
        to(_ctx, event): Promise<CardAudience> {
          const { thing, memberIds, again } = thingReady.payload.parse(event.payload)
          return Promise.resolve({ id: thing, memberIds, purpose: 'approvals', again })
        },
      },
    ],
  })
  const grow = defineCommand({
    name: 'grow',
    summary: 'Make a thing grow',
    scope: 'posts:write',
    args: z.object({ thing: z.string(), by: z.string().default('1'), media: z.string().optional() }),
    order: ['thing', 'by'],
    examples: ['grow tree 2'],
    writes: true,
    async run(ctx, { thing, by, media }) {
      await inTransaction(ctx, async (tx) => {
        await audit(tx, {
          verb: 'thing.grow',
          objectType: 'thing',
          summary: `grew ${thing} by ${by}`,
          ...(media ? { details: { media } } : {}),
        })
        emit(tx, thingChanged, newId(), { thing })
      })
      numbers.set(`${ctx.orgId} ${thing}`, of(ctx, thing) + Number(by))
      return textReply(`${thing} is ${of(ctx, thing)} now`)
    },
  })
  const thing = defineCommand({
    name: 'thing',
    summary: 'Show a thing',
    scope: 'posts:read',
    args: z.object({ thing: z.string() }),
    order: ['thing'],
    examples: ['thing tree'],
    run: (ctx, args) => card.load(ctx, args.thing),
  })
  const mine = defineCommand({
    name: 'mine',
    summary: 'Show a thing for my eyes only',
    scope: 'posts:read',
    args: z.object({ thing: z.string() }),
    order: ['thing'],
    examples: ['mine tree'],
    run: async (_ctx, args) => ({
      ...reply({
        kind: 'buttons',
        buttons: [{ label: 'Grow', command: { name: 'grow', args: { thing: args.thing } } }],
      }),
      private: true,
    }),
  })
  const broken = defineCommand({
    name: 'broken',
    summary: 'Fail in the middle',
    scope: undefined,
    args: z.object({}),
    order: [],
    examples: [],
    writes: true,
    async run(ctx) {
      await inTransaction(ctx, (tx) =>
        audit(tx, { verb: 'thing.broken', objectType: 'thing', summary: 'did half of it' }),
      )
      requireScope({ ...ctx, scopes: new Set() }, 'org:write')
      return textReply('never')
    },
  })
  return { numbers, card, commands: [grow, thing, mine, broken], loads: () => loads }
}

export type ChatTestDesk = Awaited<ReturnType<typeof makeChatTestDesk>>

/** The program with chats of tests and things to show in them; jobs run when a test says so. */
export async function makeChatTestDesk(
  plugs: readonly ChatPlug[],
  options: { env?: Record<string, string> } = {},
) {
  const found = await discover()
  const things = makeThings()
  found.surfaces = new Map(plugs.map(({ surface }) => [surface.id, surface]))
  found.cards.set('thing', things.card)
  for (const command of things.commands) found.commands.set(command.name, command)
  for (const kind of [thingChanged, thingReady]) found.eventKinds.set(kind.type, kind)
  const desk = await makeTestApp({ found, ...options })
  const pgPool = new Pool({ connectionString: desk.url, max: 4, options: `-c role=${workerRole}` })
  // Graphile asks for somebody who hears of lost connections.
  pgPool.on('error', (error) => desk.app.log.debug({ err: error }, 'idle worker connection lost'))
  pgPool.on('connect', (client) => client.on('error', (error) => desk.app.log.debug({ err: error }, 'lost')))
  const signal = new AbortController().signal
  const taskList: TaskList = Object.fromEntries(
    [...desk.app.jobs.values()].map((job) => [job.name, taskOf(desk.app, job, signal)]),
  )

  /** All that is due, until nothing is. A job that fails waits for its next try. */
  async function work(): Promise<void> {
    do {
      await desk.app.dispatcher.drain()
      await runOnce({ pgPool, taskList, noHandleSignals: true, logger: silent })
      await desk.app.dispatcher.drain()
    } while (await isDue())
  }

  async function isDue(): Promise<boolean> {
    const { rows } = await pgPool.query<{ due: boolean }>(
      'select exists (select from graphile_worker._private_jobs where is_available and run_at <= now()) as due',
    )
    return rows[0]?.due ?? false
  }

  let keys = 0
  const inputOf = (
    chat: ChatPlug,
    user: string | ChatInput['user'],
    act: ChatAct,
    more: Partial<ChatInput> = {},
  ): ChatInput => ({
    key: `key-${++keys}`,
    surface: chat.surface.id,
    sandbox: false,
    user: typeof user === 'string' ? { id: user, name: user } : user,
    place: { channel: `dm-${typeof user === 'string' ? user : user.id}`, direct: true },
    at: desk.clock.now().toISOString(),
    act,
    handle: {},
    ...more,
  })

  return {
    ...desk,
    async close() {
      await pgPool.end()
      await desk.close()
    },
    things,
    work,
    inputOf,
    /** A person does something, and everything that follows from it. Answers what they are told. */
    async act(...args: Parameters<typeof inputOf>): Promise<ChatView | undefined> {
      const before = args[0].answered.length
      await receive(desk.app, inputOf(...args))
      await work()
      return args[0].answered.slice(before).at(-1)?.view
    },
    connect: (team: Team, chat: ChatPlug, externalId: string) =>
      storeWorkspace(
        team.ctx,
        chat.surface,
        { externalId, name: `Group ${externalId}`, credentials: { token: 'secret' }, settings: {} },
        false,
      ),
    grown: async (team: Team) => {
      const rows = await desk.sql<Array<{ summary: string; surface: string | null; details: unknown }>>`
        select summary, surface, details from audit_log
        where org_id = ${team.orgId} and verb like 'thing.%' order by at, id`
      return [...rows]
    },
    /** A thing changes by itself. */
    async change(team: Team, thing: string, by = 1): Promise<void> {
      const name = `${team.orgId} ${thing}`
      things.numbers.set(name, (things.numbers.get(name) ?? 0) + by)
      const ctx = makeCtx(desk.app, { orgId: team.orgId })
      await inTransaction(ctx, async (tx) => emit(tx, thingChanged, newId(), { thing }))
    },
    async ready(team: Team, thing: string, memberIds: string[] = [], again = false): Promise<void> {
      const ctx = makeCtx(desk.app, { orgId: team.orgId })
      await inTransaction(ctx, async (tx) => emit(tx, thingReady, newId(), { thing, memberIds, again }))
    },
  }
}

const silent = new Logger(() => () => undefined)

/** What a person reads in a view. */
export const textOf = (view: ChatView | undefined): string =>
  (view?.parts ?? []).flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n')

/** The button of a view with that label: its token, or its address. */
export function buttonOf(view: ChatView | undefined, label: string): string {
  const buttons = (view?.parts ?? []).flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
  const found = buttons.find((button) => button.label === label)
  if (!found)
    throw new Error(`There is no button ${label} among ${buttons.map((one) => one.label).join(', ')}`)
  return 'url' in found ? found.url : found.id
}
