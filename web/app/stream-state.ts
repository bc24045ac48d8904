import type { Frame } from './stream-parse.ts'

export interface LiveEvent {
  pos: number
  type: string
  objectId: string
  payload: unknown
  actor: unknown
}

export type LiveStatus = 'live' | 'catching-up' | 'offline'

/** What tabs tell each other. `prev` lets a tab notice that it has missed something. */
export type Relay =
  | { kind: 'event'; event: LiveEvent; prev: number | undefined }
  | { kind: 'reset'; pos: number | undefined }
  | { kind: 'status'; status: LiveStatus; pos: number | undefined }
  | { kind: 'hello' }

/** The one kind of event that is not in the log. */
export const presenceType = 'presence'

export interface Taken {
  pos: number | undefined
  event?: LiveEvent
  reset?: boolean
}

/** What a frame from the server means to a tab that has read up to `pos`. */
export function takeFrame(pos: number | undefined, frame: Frame): Taken {
  if (frame.kind === 'comment') return { pos }
  if (frame.event === 'hello') return { pos: pos ?? helloPos(frame.data) }
  if (frame.event === 'presence') return takePresence(pos, frame.data)
  const id = frame.id === undefined ? undefined : Number(frame.id)
  if (frame.event === 'reset')
    return { pos: id !== undefined && Number.isFinite(id) ? id : undefined, reset: true }
  const event = parseEvent(frame.data, id)
  // A frame that cannot be read may hide a change: start over rather than show something old.
  if (!event) return { pos: id !== undefined && Number.isFinite(id) ? id : pos, reset: true }
  if (pos !== undefined && event.pos <= pos) return { pos }
  return { pos: event.pos, event }
}

function helloPos(data: string): number | undefined {
  const value = parseJson(data)
  const pos = isObject(value) && 'pos' in value ? Number(value.pos) : Number.NaN
  return Number.isFinite(pos) ? pos : undefined
}

/** Who looks at what is not part of the log: it has no position of its own, and a lost one dies by itself. */
function takePresence(pos: number | undefined, data: string): Taken {
  const payload = parseJson(data)
  if (!isObject(payload) || !('conversationId' in payload) || typeof payload.conversationId !== 'string')
    return { pos }
  const event = { pos: pos ?? 0, type: presenceType, objectId: payload.conversationId, payload, actor: null }
  return { pos, event }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What a message of the reading tab means to another tab. */
export function takeRelay(pos: number | undefined, message: Relay): Taken {
  if (message.kind === 'reset') return { pos: message.pos, reset: true }
  if (message.kind === 'status') return { pos: pos ?? message.pos }
  if (message.kind === 'hello') return { pos }
  const { event, prev } = message
  if (event.type === presenceType) return { pos, event }
  if (pos !== undefined && event.pos <= pos) return { pos }
  const missed = pos !== undefined && prev !== pos
  return { pos: event.pos, event, ...(missed ? { reset: true } : {}) }
}

function parseEvent(data: string, id: number | undefined): LiveEvent | undefined {
  const value = parseJson(data)
  if (!isObject(value) || !('type' in value) || typeof value.type !== 'string') return undefined
  const pos = 'pos' in value ? Number(value.pos) : id
  if (pos === undefined || !Number.isFinite(pos)) return undefined
  return {
    pos,
    type: value.type,
    objectId: 'objectId' in value && typeof value.objectId === 'string' ? value.objectId : '',
    payload: 'payload' in value ? value.payload : undefined,
    actor: 'actor' in value ? value.actor : undefined,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Half a second, doubled at each failure up to 30 s; up to half of it is chance, so that browsers spread out. */
export function backoffMs(failures: number, random: number): number {
  const whole = Math.min(30_000, 500 * 2 ** Math.max(0, failures - 1))
  return Math.round(whole * (0.5 + random / 2))
}

/** One failure is a blip (a deploy, a proxy's time-out); the second in a row is being offline. */
export const statusAfterFailure = (failures: number, online: boolean): LiveStatus =>
  online && failures < 2 ? 'catching-up' : 'offline'

/** `message.received`, or `message.*` for all that begin so. */
export const matchesType = (types: readonly string[], type: string): boolean =>
  types.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type))
