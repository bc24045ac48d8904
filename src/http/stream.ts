import { sql } from 'kysely'
import type { EventKind, LoggedEvent } from '#contracts/event.ts'
import type { App, Ctx } from '#kernel/app.ts'
import type { PresenceEntry } from '#kernel/presence.ts'
import type { Server } from './server.ts'

const pingEveryMs = 20_000
const gapLimit = 1_000
/** A client that does not read is cut off here; it resumes from its last position. */
const maxQueuedBytes = 4 * 1024 * 1024

/**
 * `GET /api/v1/stream?after=<pos>`: server-sent events of the caller's organisation, filtered by scope, from
 * that position on without a gap. Without `after` it starts now; the first event, `hello`, tells the position.
 * `reset`: the position is older than what is kept, read everything anew. `presence`: not part of the log.
 */
export function mountStream(server: Server, app: App): void {
  server.get('/api/v1/stream', (c) => {
    const ctx = c.get('ctx')
    const after = c.req.query('after') ?? c.req.header('last-event-id')
    const body = openStream(app, ctx, after && /^\d{1,19}$/.test(after) ? after : undefined, c.req.raw.signal)
    return c.body(body, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
  })
}

const encoder = new TextEncoder()

function openStream(
  app: App,
  ctx: Ctx,
  after: string | undefined,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let close = () => undefined as void
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const pending: LoggedEvent[][] = []
        let live = false
        let covered = 0n
        const write = (text: string) => {
          if ((controller.desiredSize ?? 0) < -maxQueuedBytes) return close()
          controller.enqueue(encoder.encode(text))
        }
        const writeEvents = (events: LoggedEvent[]) => {
          const text = encodeEvents(events, app.eventKinds, ctx)
          if (text) write(text)
          // Rights may have changed: the client comes back and is asked anew who it is.
          if (events.some((event) => endsAccess(event, ctx))) close()
        }
        // The log is there to be read a moment before the hub brings its end.
        const isNew = (event: LoggedEvent) => BigInt(event.pos) > covered
        const unsubscribe = app.hub.subscribe(ctx.orgId, (events) =>
          live ? writeEvents(events.filter(isNew)) : pending.push(events),
        )
        const unwatch = app.presence.onChange((orgId, entry) => {
          if (orgId === ctx.orgId && live) write(encodePresence(entry))
        })
        const ping = setInterval(() => write(': ping\n\n'), pingEveryMs)
        close = () => {
          close = () => undefined
          clearInterval(ping)
          unsubscribe()
          unwatch()
          try {
            controller.close()
          } catch (error) {
            app.log.trace({ err: error }, 'stream was closed already')
          }
        }
        signal.addEventListener('abort', () => close())
        readGap(ctx, after)
          .then((gap) => {
            write(
              gap.reset
                ? `event: reset\nid: ${gap.pos}\ndata: {}\n\n`
                : `event: hello\ndata: {"pos":"${gap.pos}"}\n\n`,
            )
            writeEvents(gap.events)
            covered = BigInt(gap.pos)
            for (const events of pending) writeEvents(events.filter(isNew))
            live = true
          })
          .catch((error: unknown) => {
            app.log.warn({ err: error, requestId: ctx.requestId }, 'stream could not start')
            close()
          })
      },
      cancel: () => close(),
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}

/** What happened after `after`; `pos`: the last position that is covered. */
async function readGap(
  ctx: Ctx,
  after: string | undefined,
): Promise<{ pos: string; reset: boolean; events: LoggedEvent[] }> {
  const { rows: bounds } = await sql<{ oldest: string | null; newest: string | null }>`
    select (select min(pos)::text from events where org_id = ${ctx.orgId}) as oldest,
      (select max(pos)::text from events where org_id = ${ctx.orgId}) as newest`.execute(ctx.db)
  const newest = bounds[0]?.newest ?? '0'
  if (after === undefined) return { pos: newest, reset: false, events: [] }
  const oldest = BigInt(bounds[0]?.oldest ?? '0')
  if (BigInt(after) > BigInt(newest) || BigInt(after) + 1n < oldest)
    return { pos: newest, reset: true, events: [] }
  const { rows } = await sql<{ event: LoggedEvent }>`
    select jsonb_build_object('orgId', org_id, 'pos', pos::text, 'type', type, 'objectId', object_id,
      'payload', payload, 'actor', actor, 'requestId', request_id, 'at', at) as event
    from events where org_id = ${ctx.orgId} and pos > ${after}::bigint and pos <= ${newest}::bigint
    order by pos limit ${gapLimit + 1}`.execute(ctx.db)
  if (rows.length > gapLimit) return { pos: newest, reset: true, events: [] }
  return { pos: newest, reset: false, events: rows.map((row) => row.event) }
}

function endsAccess(event: LoggedEvent, ctx: Ctx): boolean {
  if (event.type === 'member.changed') return ctx.memberId !== undefined && event.objectId === ctx.memberId
  return event.type === 'api-key.revoked' && event.objectId === ctx.actor.id
}

function encodeEvents(events: LoggedEvent[], kinds: ReadonlyMap<string, EventKind>, ctx: Ctx): string {
  return events
    .filter((event) => {
      const scope = kinds.get(event.type)?.stream
      return scope !== undefined && ctx.scopes.has(scope)
    })
    .map((event) => encodeOnce(event))
    .join('')
}

/** One text per event, however many streams it goes to. */
const encoded = new WeakMap<LoggedEvent, string>()

function encodeOnce(event: LoggedEvent): string {
  const known = encoded.get(event)
  if (known) return known
  const { pos, type, objectId, payload, actor, at } = event
  const text = `id: ${pos}\ndata: ${JSON.stringify({ pos, type, objectId, payload, actor, at })}\n\n`
  encoded.set(event, text)
  return text
}

const encodePresence = (entry: PresenceEntry) => `event: presence\ndata: ${JSON.stringify(entry)}\n\n`
