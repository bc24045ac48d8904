import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { Actor, EventKind } from '#contracts/event.ts'
import type { Job, Lane, SystemJob } from '#contracts/job.ts'
import type { Ctx } from './app.ts'
import type { Database } from './db.ts'
import { sendAhead } from './scoped-dialect.ts'

/** As `dispatch()` (migration of the kernel) reads it. */
export interface JobSpec {
  identifier: string
  payload: { orgId: string | null; data: unknown; direct?: true }
  job_key?: string
  max_attempts: number
  priority: number
  run_at?: string
}

interface OutboxEvent {
  type: string
  objectId: string | null
  payload: unknown
  actor: Actor
  requestId: string
  at: string
}

export interface OutboxBuffer {
  events: OutboxEvent[]
  jobs: JobSpec[]
  /** Counter key → delta, summed within the transaction. */
  counters: Map<string, number>
  isEmpty(): boolean
}

export function makeOutboxBuffer(): OutboxBuffer {
  const buffer: OutboxBuffer = {
    events: [],
    jobs: [],
    counters: new Map(),
    isEmpty: () => buffer.events.length === 0 && buffer.jobs.length === 0 && buffer.counters.size === 0,
  }
  return buffer
}

function openOutbox(ctx: Ctx, verb: string): OutboxBuffer {
  if (!ctx.outbox)
    throw new Error(`${verb} needs inTransaction: its row must commit with the change it tells of`)
  return ctx.outbox
}

/** Appends one event to the log, in the caller's transaction. `objectId`: the row that it is about. */
export function emit<Payload extends z.ZodObject>(
  ctx: Ctx,
  kind: EventKind<string, Payload>,
  objectId: string,
  payload: z.input<Payload>,
): void {
  openOutbox(ctx, 'emit').events.push({
    type: kind.type,
    objectId,
    payload: kind.payload.parse(payload),
    actor: ctx.actor,
    requestId: ctx.requestId,
    at: ctx.clock.now().toISOString(),
  })
}

/**
 * Adds a job, in the caller's transaction. `runAt` must be less than ten minutes ahead. `direct`: a bulk job that is to
 * run from Postgres.
 */
export function enqueue<Payload extends z.ZodObject>(
  ctx: Ctx,
  job: Job<Payload>,
  payload: z.input<Payload>,
  options?: { runAt?: Date; direct?: true },
): void {
  const data = job.payload.parse(payload)
  const key = job.key?.(data)
  openOutbox(ctx, 'enqueue').jobs.push({
    identifier: job.name,
    payload: { orgId: ctx.orgId, data, ...(options?.direct ? { direct: true } : {}) },
    max_attempts: job.maxAttempts ?? defaultMaxAttempts,
    priority: lanePriority[job.lane],
    ...(key === undefined ? {} : { job_key: `${ctx.orgId}:${job.name}:${key}` }),
    ...(options?.runAt ? { run_at: options.runAt.toISOString() } : {}),
  })
}

/** Changes a counter of the organisation when the transaction's events are dispatched. */
export function count(ctx: Ctx, key: string, delta: number): void {
  if (delta === 0) return
  const { counters } = openOutbox(ctx, 'count')
  counters.set(key, (counters.get(key) ?? 0) + delta)
}

export const defaultMaxAttempts = 8

/**
 * A lane finds its jobs at the head of the queue's index, however many of the others wait: a hundred thousand
 * ordinary jobs must not hide the one that a customer's message made. Smaller comes first.
 */
export const lanePriority: Record<Lane, number> = {
  ingest: -30,
  effect: -20,
  tell: -10,
  ordinary: 0,
  fetch: 5,
  slow: 10,
}

/** The spec of a job that belongs to no organisation; for code that writes outbox rows as the system. */
export function systemJobSpec<Payload extends z.ZodObject>(
  job: SystemJob<Payload>,
  payload: z.input<Payload>,
  options?: { runAt?: Date },
): JobSpec {
  const data = job.payload.parse(payload)
  const key = job.key?.(data)
  return {
    identifier: job.name,
    payload: { orgId: null, data },
    max_attempts: job.maxAttempts ?? defaultMaxAttempts,
    priority: lanePriority[job.lane],
    ...(key === undefined ? {} : { job_key: `${job.name}:${key}` }),
    ...(options?.runAt ? { run_at: options.runAt.toISOString() } : {}),
  }
}

/** One row per transaction: `dispatch()` takes it whole or sets it aside whole. */
export async function writeOutbox(
  db: Kysely<Database>,
  orgId: string | null,
  buffer: OutboxBuffer,
): Promise<void> {
  if (buffer.isEmpty()) return
  const counters = Object.fromEntries([...buffer.counters].filter(([, delta]) => delta !== 0))
  const row = sql`insert into outbox (org_id, events, jobs, counters) values (
    ${orgId}, ${JSON.stringify(buffer.events)}::text::jsonb, ${JSON.stringify(buffer.jobs)}::text::jsonb,
    ${JSON.stringify(counters)}::text::jsonb)`
  await sendAhead(db, row.compile(db))
}
