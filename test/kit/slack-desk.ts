import { serve } from '@hono/node-server'
import type { ChatSandboxMessage } from '#contracts/chat-sandbox.ts'
import type { ChatForm, ChatInput, ChatView, SurfaceIo, WorkspaceIo } from '#contracts/surface.ts'
import { must } from '#kernel/assert.ts'
import { makeMemoryCache } from '#kernel/cache.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'
import type { Core, Workspace } from '#bots/slack/core.ts'
import { surface } from '#bots/slack/index.ts'
import { receiveRequest } from '#bots/slack/receive.ts'
import type { SlackSandbox } from '#bots/slack/sandbox/index.ts'
import { makeSlackApp } from '#bots/slack/slack-app.ts'

type ManualClock = ReturnType<typeof makeManualClock>

export interface SlackDesk {
  slack: SlackSandbox
  core: Core
  io: SurfaceIo
  clock: ManualClock
  appUrl: string
  /** What was stored, each act once. */
  taken: ChatInput[]
  /** What our buttons ask, by their id. */
  forms: Record<string, ChatForm>
  /** The next acts cannot be stored. */
  refuse(times: number): void
  /** As a job is called with, in the workspace of this handle. */
  workspace(handle?: string): WorkspaceIo
  /** Ana in the workspace `demo`, in #social and with the bot. */
  ana: { workspace: string; user: string; channel: string; dm: string }
  seen(channel: string): ChatSandboxMessage[]
  lastSeen(channel: string): ChatSandboxMessage
  /** Id of a button of the last message there. */
  buttonOf(channel: string, label: string): string
  close(): Promise<void>
}

/** Bolt and the Web API client, unchanged, between our door and the sandbox, on real sockets; no core behind it. */
export async function openSlackDesk(): Promise<SlackDesk> {
  const clock = makeManualClock(new Date())
  const taken: ChatInput[] = []
  const forms: Record<string, ChatForm> = {}
  let refusals = 0
  const workspaceOf = (handle: string): Workspace => {
    const { externalId, name, credentials } = slack.workspace(handle)
    return { id: `w-${handle}`, orgId: `o-${handle}`, externalId, name, credentials, settings: {} }
  }
  const core: Core = {
    receive(input) {
      if (refusals > 0) {
        refusals -= 1
        return Promise.reject(new Error('the database is away'))
      }
      if (!taken.some(({ key }) => key === input.key)) taken.push(input)
      return Promise.resolve('stored')
    },
    formFor: ({ button }) => Promise.resolve(forms[button]),
    workspaceOf: (id) =>
      Promise.resolve(['demo', 'second'].map(workspaceOf).find(({ externalId }) => externalId === id)),
    homeCommand: 'home',
    cache: makeMemoryCache(),
  }
  const quiet = { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() }
  let bolt: ReturnType<typeof makeSlackApp> | undefined
  const door = await listen((request) =>
    receiveRequest(io, request, new URL(request.url).pathname.split('/').at(-1) ?? '', () => {
      bolt ??= makeSlackApp(io, core, quiet)
      return bolt
    }),
  )
  const host = await makeSandboxHost({
    connectors: new Map(),
    surfaces: new Map([['slack', surface]]),
    secrets: { sign: (...parts: string[]) => parts.join('-') } as Parameters<
      typeof makeSandboxHost
    >[0]['secrets'],
    clock,
    appUrl: door.url,
  })
  const slack = must(host.chat('slack'), 'sandbox') as SlackSandbox
  const io: SurfaceIo = {
    env: slack.env,
    sandbox: true,
    clock,
    log: makeLog({ level: 'silent' }),
    publicUrl: 'https://desk.example',
  }
  // The library takes a while to load, longer than Slack waits when the machine is busy.
  bolt = makeSlackApp(io, core, quiet)
  await bolt
  const demo = slack.workspace('demo')
  const user = must(demo.people[0], 'Ana').id
  const ana = {
    workspace: demo.externalId,
    user,
    channel: must(demo.channels[0], '#social').id,
    dm: demo.direct(user),
  }
  const seen = (channel: string) => slack.messages(ana.workspace, channel, user)
  const lastSeen = (channel: string) => must(seen(channel).at(-1), 'a message')
  return {
    slack,
    core,
    io,
    clock,
    appUrl: door.url,
    taken,
    forms,
    refuse(times) {
      refusals = times
    },
    workspace: (handle = 'demo') => ({
      ...io,
      workspace: workspaceOf(handle),
      file: (id) =>
        Promise.resolve({ bytes: new Uint8Array([1, 2, 3]), mime: 'image/png', name: `${id}.png` }),
    }),
    ana,
    seen,
    lastSeen,
    buttonOf(channel, label) {
      const all = lastSeen(channel).blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
      return must(all.find((button) => button.label === label)?.id, `button ${label}`)
    },
    async close() {
      await host.close()
      await door.close()
    },
  }
}

function listen(
  fetch: (request: Request) => Promise<Response>,
): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ hostname: '127.0.0.1', port: 0, fetch }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      }),
    )
  })
}

/** A view of a line of text. */
export const textView = (text: string, over: Partial<ChatView> = {}): ChatView => ({
  parts: [{ kind: 'text', text }],
  private: false,
  tone: undefined,
  ...over,
})

/** A view of these buttons, each labelled with its id. */
export const buttonsView = (...ids: Array<{ id: string; asks?: boolean }>): ChatView =>
  textView('', {
    parts: [
      { kind: 'buttons', buttons: ids.map(({ id, asks }) => ({ label: id, id, asks: asks === true })) },
    ],
  })
