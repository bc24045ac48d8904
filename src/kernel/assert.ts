/** Fails loudly where the program itself is wrong; what users can cause is an AppError instead. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`)
}

/** The value, or a failure that names what was missing. For values that must exist by construction. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`Assertion failed: no ${what}`)
  return value
}

/** Makes a switch over a union exhaustive. */
export function never(value: never): never {
  throw new Error(`Assertion failed: unexpected ${JSON.stringify(value)}`)
}
