import { randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import type { ChannelIo, Connector, ConnectorIo } from '#contracts/connector.ts'
import type { Sandbox } from '#contracts/sandbox.ts'
import { assert } from '#kernel/assert.ts'
import { systemClock, type Clock } from '#kernel/clock.ts'
import { makeHttpClient } from '#kernel/http-client.ts'
import type { Limiter } from '#kernel/limiter.ts'
import { makeLog } from '#kernel/log.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'

export interface Delivered {
  path: string
  headers: Headers
  body: Uint8Array
}

export interface AtSandbox {
  sandbox: Sandbox
  io: ConnectorIo
  /** Connects an account of the sandbox as the product would, without activating it. */
  connect(handle: string, publicUrl?: string): Promise<ChannelIo>
  /** Every webhook that came, oldest first. */
  delivered: Delivered[]
  /** Answers of our webhook route; the next ones are taken from here, then 200. */
  answers: number[]
  appUrl: string
  close(): Promise<void>
}

/** One connector, its sandbox on loopback, and a server in our place that takes the webhooks. */
export async function atSandbox(
  connector: Connector,
  options: { clock?: Clock; secret?: string } = {},
): Promise<AtSandbox> {
  const clock = options.clock ?? systemClock
  const delivered: Delivered[] = []
  const answers: number[] = []
  const app = await listen(async (request) => {
    const body = new Uint8Array(await request.arrayBuffer())
    delivered.push({ path: new URL(request.url).pathname, headers: request.headers, body })
    return new Response(null, { status: answers.shift() ?? 200 })
  })
  const secrets = { sign: (...parts: string[]) => `${options.secret ?? randomUUID()}-${parts.join('-')}` }
  const host = await makeSandboxHost({
    connectors: new Map([[connector.id, connector]]),
    surfaces: new Map(),
    secrets: secrets as Parameters<typeof makeSandboxHost>[0]['secrets'],
    clock,
    appUrl: app.url,
  })
  const sandbox = host.get(connector.id)
  assert(sandbox, `${connector.id} has a sandbox`)
  const log = makeLog({ level: 'silent' })
  const http = makeHttpClient({ trustedBaseUrls: [], sandboxOrigin: host.origin, log, userAgent: 'test' })
  const io: ConnectorIo = {
    env: sandbox.env,
    http,
    trust: 'sandbox',
    clock,
    log,
    limiter: {} as Limiter,
    publicUrl: undefined,
  }
  return {
    sandbox,
    io,
    delivered,
    answers,
    appUrl: app.url,
    async connect(handle, publicUrl) {
      const { form } = sandbox.account(handle)
      const found = await connector.connect(io, form)
      const { externalId, name, settings, credentials } = found
      const channel = { id: randomUUID(), orgId: randomUUID(), externalId, name, settings }
      return { ...io, publicUrl, channel, credentials }
    },
    async close() {
      await http.close()
      await host.close()
      await app.close()
    },
  }
}

/** The same channel as if it were a real one: the sandbox stands where the env's base URLs point. */
export function asReal(io: ChannelIo, publicUrl?: string): ChannelIo {
  const trustedBaseUrls = Object.values(io.env).filter((value) => value?.startsWith('http')) as string[]
  const http = makeHttpClient({ trustedBaseUrls, log: io.log, userAgent: 'test' })
  return { ...io, trust: 'base', http, publicUrl }
}

function listen(handler: (request: Request) => Promise<Response>) {
  return new Promise<{ url: string; close(): Promise<void> }>((resolve) => {
    const server = serve({ hostname: '127.0.0.1', port: 0, fetch: handler }, ({ port }) =>
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
