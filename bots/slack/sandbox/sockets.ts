import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import type { Acknowledgement } from './deliveries.ts'
import type { World } from './world.ts'

const patienceMs = 3000
const pingMs = 5000

/** Socket Mode: envelopes to whichever connection is open, each acknowledged by its id. */
export interface Sockets {
  /** A one-time address, as `apps.connections.open` gives it. */
  open(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Whether our app has chosen sockets; then nothing is sent to its addresses. */
  inUse(): boolean
  send(type: string, payload: unknown, tried: number): Promise<Acknowledgement>
  /** Asks the app to connect anew, and cuts. */
  cut(): void
  close(): void
}

export function makeSockets(world: World): Sockets {
  const server = new WebSocketServer({ noServer: true })
  const tickets = new Set<string>()
  const open = new Set<WebSocket>()
  const waiting = new Map<string, (payload: unknown) => void>()
  /** Those who wait for a connection that was cut. */
  const hoping = new Set<() => void>()
  let chosen = false

  function connect(socket: WebSocket): void {
    chosen = true
    open.add(socket)
    const pings = setInterval(() => socket.ping(), pingMs)
    pings.unref()
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearInterval(pings)
      open.delete(socket)
    })
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(textOf(data)) as {
        envelope_id?: string
        payload?: unknown
      }
      if (id !== undefined) waiting.get(id)?.(payload)
    })
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: open.size, connection_info: { app_id: world.appId } }),
    )
    for (const wake of hoping) wake()
    hoping.clear()
  }

  async function someSocket(): Promise<WebSocket | undefined> {
    if (open.size === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patienceMs)
        timer.unref()
        hoping.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
    return [...open].at(-1)
  }

  return {
    open() {
      const ticket = randomUUID()
      tickets.add(ticket)
      return `${world.url.replace(/^http/, 'ws')}/link?ticket=${ticket}`
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('ticket') ?? ''
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, connect)
    },
    inUse: () => chosen,
    async send(type, payload, tried) {
      const begun = performance.now()
      const socket = await someSocket()
      if (!socket) return { ok: false, status: 0, body: undefined, ms: performance.now() - begun }
      const id = randomUUID()
      const retry = tried === 0 ? {} : { retry_attempt: tried, retry_reason: 'timeout' }
      const answer = new Promise<Acknowledgement>((resolve) => {
        const timer = setTimeout(() => finish(false, undefined), patienceMs)
        const finish = (ok: boolean, body: unknown) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve({ ok, status: ok ? 200 : 0, body, ms: performance.now() - begun })
        }
        waiting.set(id, (body) => finish(true, isEmpty(body) ? undefined : body))
      })
      const accepts = type !== 'events_api'
      socket.send(
        JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: accepts, ...retry }),
      )
      return answer
    },
    cut() {
      for (const socket of open) {
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))
        socket.close()
      }
      open.clear()
    },
    close() {
      for (const socket of open) socket.terminate()
      server.close()
    },
  }
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)).toString()
