import { setTimeout as wait } from 'node:timers/promises'

interface UntilOptions {
  timeoutMs?: number
  /** What is waited for, in words; stands in the failure. */
  what?: string
}

const LOOK_EVERY_MS = 15

/**
 * Waits until `fn` answers something truthy, and answers that. An error thrown by `fn` counts as "not yet", so that
 * assertions may be waited for; the last one is told when the time is over.
 *
 * @example const row = await until(() => findMessage('hello'), { what: 'the message to arrive' })
 */
export async function until<T>(
  fn: () => T | Promise<T>,
  { timeoutMs = 30_000, what = 'the condition' }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + timeoutMs
  let last: unknown = 'it never answered'
  do {
    try {
      const value = await fn()
      if (isTruthy(value)) return value
      last = `last value: ${String(value)}`
    } catch (error) {
      last = error
    }
    await wait(LOOK_EVERY_MS)
  } while (performance.now() < end)
  const reason = last instanceof Error ? last.message : String(last)
  throw new Error(`Waited ${timeoutMs} ms for ${what}: ${reason}`, { cause: last })
}

function isTruthy<T>(value: T): value is NonNullable<T> {
  return Boolean(value)
}
