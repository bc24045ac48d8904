import type { z } from 'zod'
import type { App, Ctx } from '#kernel/app.ts'
import type { Card } from './card.ts'
import type { EventKind, LoggedEvent } from './event.ts'

/**
 * ingest: what customers sent. effect: calls that must not be repeated blindly (send, publish, refresh). tell: the same
 * to the team itself (cards in chats, mails): hundreds of reports at one minute hold up no post and no answer.
 * ordinary: all else that is quick. fetch: what is read from platforms (names, files, figures); one that answers
 * slowly holds up no rule and no card. slow: media, charts, files.
 */
export const lanes = ['ingest', 'effect', 'tell', 'ordinary', 'fetch', 'slow'] as const
export type Lane = (typeof lanes)[number]

export interface JobRun {
  id: string
  /** 1 for the first run. Effects must not read it to decide: the attempt row decides. */
  attempt: number
  /** Fires when the process must let go (stop, or its database connection is lost). */
  signal: AbortSignal
}

interface JobBase {
  /** `<feature>/<file>`, checked against the path. */
  name: string
  lane: Lane
  /** Runs before it counts as failed for good. 5 or more; default 8 (about 20 minutes with back-off). */
  maxAttempts?: number
}

/** A job of one organisation: `run` gets a tenant context. Safe to repeat. */
export interface Job<Payload extends z.ZodObject = z.ZodObject> extends JobBase {
  payload: Payload
  /** Waiting jobs with one key are one job (the last wins). It is prefixed with the organisation. */
  key?(payload: z.infer<Payload>): string
  /**
   * Many of them, and none is urgent: with REDIS_URL they run on BullMQ. Only for what a row keeps due until it is done
   * and a clock finds again, because a Redis may lose what it holds.
   */
  bulk?: true
  run(ctx: Ctx, payload: z.infer<Payload>, job: JobRun): Promise<void>
}

interface FollowsEvents extends JobBase {
  on: readonly EventKind[]
  /** Beside `on`: what it takes from each card that was found. */
  onCard?(card: Card): EventKind[]
}

/** A job that follows events. One run per event, with the event as frozen when it happened. */
export interface EventJob extends FollowsEvents {
  run(ctx: Ctx, event: LoggedEvent, job: JobRun): Promise<void>
}

/**
 * A job that follows events, for work that is cheaper for many: one run for all that was written to the log at one
 * time, in its order, at most 50. When it fails with several, each is tried alone.
 */
export interface EventsJob extends FollowsEvents {
  runAll(ctx: Ctx, events: LoggedEvent[], job: JobRun): Promise<void>
}

/** A job of the installation, not of one organisation. `everyMs`: the worker keeps it ticking. */
export interface SystemJob<Payload extends z.ZodObject = z.ZodObject> extends JobBase {
  system: true
  payload: Payload
  everyMs?: number
  key?(payload: z.infer<Payload>): string
  run(app: App, payload: z.infer<Payload>, job: JobRun): Promise<void>
}

export type AnyJob = Job | EventJob | EventsJob | SystemJob

export const defineJob = <P extends z.ZodObject>(job: Job<P>): Job<P> => job
export const defineSystemJob = <P extends z.ZodObject>(job: Omit<SystemJob<P>, 'system'>): SystemJob<P> => ({
  system: true,
  ...job,
})

/** Typed by its events: narrow on `event.type`. */
export function defineEventJob<const On extends readonly EventKind[]>(
  job: Omit<EventJob, 'on' | 'run'> & {
    on: On
    run(ctx: Ctx, event: EventOf<On[number]>, job: JobRun): Promise<void>
  },
): EventJob {
  // The worker parses the payload with the kind's schema before it calls run, which makes the cast true.
  return job as EventJob
}

export function defineEventsJob<const On extends readonly EventKind[]>(
  job: Omit<EventsJob, 'on' | 'runAll'> & {
    on: On
    runAll(ctx: Ctx, events: Array<EventOf<On[number]>>, job: JobRun): Promise<void>
  },
): EventsJob {
  return job as EventsJob
}

export type EventOf<Kind> =
  Kind extends EventKind<infer Type, infer Payload>
    ? Omit<LoggedEvent<z.infer<Payload>>, 'type'> & { type: Type }
    : never
