import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connector } from '#contracts/connector.ts'
import type { ChatSandbox } from '#contracts/chat-sandbox.ts'
import type { Sandbox } from '#contracts/sandbox.ts'
import type { Surface } from '#contracts/surface.ts'
import type { Clock } from './clock.ts'
import type { Secrets } from './secrets.ts'

/** `droppedStatus` of contracts/sandbox.ts, whose values the kernel does not import. */
const droppedStatus = 599

/** The sandboxes of all connectors and chat surfaces behind one loopback listener. */
export interface SandboxHost {
  /** e.g. `http://127.0.0.1:41234`; calls to sandbox channels may go here and nowhere else. */
  origin: string
  get(connector: string): Sandbox | undefined
  chat(surface: string): ChatSandbox | undefined
  close(): Promise<void>
}

/**
 * Opens the listener and makes each connector's sandbox.
 *
 * @param appUrl where our own server listens, for webhooks back; known only once it listens.
 */
export async function makeSandboxHost(options: {
  connectors: ReadonlyMap<string, Connector>
  surfaces: ReadonlyMap<string, Surface>
  secrets: Secrets
  clock: Clock
  appUrl: string
  port?: number
}): Promise<SandboxHost> {
  const { serve } = await import('@hono/node-server')
  const { RESPONSE_ALREADY_SENT } = await import('@hono/node-server/utils/response')
  const sandboxes = new Map<string, Sandbox>()
  const chats = new Map<string, ChatSandbox>()
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve(
      {
        hostname: '127.0.0.1',
        port: options.port ?? 0,
        async fetch(request, env) {
          const response = await route(request, sandboxes, chats)
          if (response.status !== droppedStatus || !('incoming' in env)) return response
          env.incoming.socket?.destroy()
          return RESPONSE_ALREADY_SENT
        },
      },
      () => resolve(listening),
    )
  })
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The sandbox listener has no port')
  const origin = `http://127.0.0.1:${address.port}`
  for (const connector of options.connectors.values()) {
    if (!connector.sandbox) continue
    const sandbox = connector.sandbox({
      url: `${origin}/${connector.id}`,
      secret: options.secrets.sign('sandbox', connector.id),
      webhookUrl: `${options.appUrl}/webhooks/${connector.id}/sandbox`,
      clock: options.clock,
    })
    sandboxes.set(connector.id, sandbox)
  }
  for (const surface of options.surfaces.values()) {
    const chat = surface.sandbox?.({
      url: `${origin}/bots/${surface.id}`,
      secret: options.secrets.sign('sandbox', `bots/${surface.id}`),
      appUrl: `${options.appUrl}/bots/${surface.id}/sandbox`,
      clock: options.clock,
    })
    if (chat) chats.set(surface.id, chat)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [, , surface = ''] = (request.url ?? '').split('/')
    const chat = chats.get(surface)
    if (chat?.upgrade) chat.upgrade(request, socket, head)
    else socket.destroy()
  })
  return {
    origin,
    get: (connector) => sandboxes.get(connector),
    chat: (surface) => chats.get(surface),
    async close() {
      for (const chat of chats.values()) await chat.close?.()
      for (const sandbox of sandboxes.values()) await sandbox.close?.()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}

/** The first segment of the path names the connector; `bots/<surface>` a chat surface. */
async function route(
  request: Request,
  sandboxes: ReadonlyMap<string, Sandbox>,
  chats: ReadonlyMap<string, ChatSandbox>,
): Promise<Response> {
  const [, first = '', second = ''] = new URL(request.url).pathname.split('/')
  const sandbox = first === 'bots' ? chats.get(second) : sandboxes.get(first)
  return sandbox ? sandbox.fetch(request) : new Response('No such sandbox', { status: 404 })
}
