import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { randomUUID } from 'node:crypto'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import type { Faults } from './faults.ts'
import { object, text } from './json.ts'
import type { Json } from './json.ts'
import { guildOf, userOf } from './payloads.ts'
import type { World } from './world.ts'

const messageContent = 1 << 15
const mostKept = 1_000

interface Session {
  id: string
  intents: number
  seq: number
  /** What was sent, for a resume. */
  sent: Array<{ s: number; json: string }>
  socket: WebSocket | undefined
}

export interface SandboxGateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** How many sessions heard it, or will when they resume. */
  dispatch(name: string, data: Json): number
  /** Cuts every socket; `how` as Discord does it. */
  cut(how?: 'close' | 'reconnect' | 'invalid'): void
  connected(): number
  close(): Promise<void>
}

/** Discord's gateway: hello, identify, heartbeats, dispatches in order, resume. */
export function makeGateway(world: World, faults: Faults): SandboxGateway {
  const server = new WebSocketServer({ noServer: true })
  const sessions = new Map<string, Session>()

  function send(session: Session, name: string, data: unknown): void {
    session.seq += 1
    const json = JSON.stringify({ op: 0, t: name, s: session.seq, d: data })
    session.sent.push({ s: session.seq, json })
    if (session.sent.length > mostKept) session.sent.shift()
    session.socket?.send(json)
  }

  function refuse(socket: WebSocket, code: number, reason: string): undefined {
    socket.close(code, reason)
    return undefined
  }

  function identify(socket: WebSocket, data: Json): Session | undefined {
    if (data['token'] !== world.botToken) return refuse(socket, 4004, 'Authentication failed.')
    const intents = Number(data['intents'])
    const allowed = (world.app.flags & ((1 << 18) | (1 << 19))) !== 0
    if ((intents & messageContent) !== 0 && !allowed) return refuse(socket, 4014, 'Disallowed intent(s).')
    const session: Session = { id: randomUUID().replaceAll('-', ''), intents, seq: 0, sent: [], socket }
    sessions.set(session.id, session)
    const joined = [...world.guilds.values()].filter((guild) => guild.joined)
    send(session, 'READY', {
      v: 10,
      user: { ...userOf(world.bot), bot: true },
      session_id: session.id,
      resume_gateway_url: gatewayUrl(world),
      shard: [0, 1],
      guilds: joined.map(({ id }) => ({ id, unavailable: true })),
      application: { id: world.appId, flags: world.app.flags },
    })
    for (const guild of joined) send(session, 'GUILD_CREATE', guildOf(world, guild))
    return session
  }

  function resume(socket: WebSocket, data: Json): Session | undefined {
    const session = sessions.get(text(data['session_id']))
    if (data['token'] !== world.botToken || !session) {
      socket.send(JSON.stringify({ op: 9, d: false }))
      return undefined
    }
    session.socket = socket
    for (const { s, json } of session.sent) if (s > Number(data['seq'])) socket.send(json)
    send(session, 'RESUMED', { _trace: [] })
    return session
  }

  server.on('connection', (socket) => {
    let session: Session | undefined
    socket.on('message', (raw: RawData) => {
      const { op, d } = object(JSON.parse(bytesOf(raw).toString()))
      if (op === 1) socket.send(JSON.stringify({ op: 11 }))
      if (op === 2) session = identify(socket, object(d))
      if (op === 6) session = resume(socket, object(d))
    })
    socket.on('close', (code) => {
      if (session?.socket !== socket) return
      session.socket = undefined
      // The client said goodbye: nothing is kept for it.
      if (code === 1000 || code === 1001) sessions.delete(session.id)
    })
    socket.on('error', () => socket.terminate())
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }))
  })

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request)),
    dispatch(name, data) {
      const times = faults.take('repeat', name) ? 2 : 1
      for (const session of sessions.values())
        for (let time = 0; time < times; time += 1) send(session, name, seenBy(world, session, name, data))
      return sessions.size
    },
    cut(how = 'close') {
      for (const session of sessions.values()) {
        if (how === 'reconnect') session.socket?.send(JSON.stringify({ op: 7 }))
        else if (how === 'invalid') {
          session.socket?.send(JSON.stringify({ op: 9, d: false }))
          sessions.delete(session.id)
        } else session.socket?.terminate()
      }
    },
    connected: () => [...sessions.values()].filter(({ socket }) => socket !== undefined).length,
    async close() {
      for (const socket of server.clients) socket.terminate()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const bytesOf = (raw: RawData): Buffer =>
  Array.isArray(raw) ? Buffer.concat(raw) : raw instanceof ArrayBuffer ? Buffer.from(raw) : raw

export const gatewayUrl = (world: World): string => `${world.url.replace(/^http/, 'ws')}/gateway`

/** Who may not read content sees it in direct messages, where they are mentioned, and in their own messages. */
function seenBy(world: World, session: Session, name: string, data: Json): Json {
  if (name !== 'MESSAGE_CREATE' || (session.intents & messageContent) !== 0) return data
  const own = object(data['author'])['id'] === world.bot.id
  const toBot = text(data['content']).includes(`<@${world.bot.id}>`)
  if (own || toBot || data['guild_id'] === undefined) return data
  return { ...data, content: '', attachments: [], components: [], embeds: [] }
}
