import type { ParseArgsConfig } from 'node:util'
import type { App } from '#kernel/app.ts'

/** One verb of `npm run parley -- <verb>`. */
export interface Verb {
  /** As it is typed, e.g. `user sign-in-link`. */
  name: string
  /** What follows the name, e.g. `<email>`. */
  usage: string
  summary: string
  /** How many words follow the name. */
  words: number
  options: NonNullable<ParseArgsConfig['options']>
  run(call: Call): Promise<Answer>
}

export interface Call {
  words: string[]
  options: Record<string, string | boolean | Array<string | boolean> | undefined>
  environment: NodeJS.ProcessEnv
  /** The program without its server and workers, over a migrated database; opened once, closed after the verb. */
  app: () => Promise<App>
  /** All of standard input: for secrets, which other users could read in a list of processes. */
  input: () => Promise<string>
  /** What goes on meanwhile, to standard error. */
  tell: (line: string) => void
}

export interface Answer {
  /** For `--json`. */
  data: unknown
  /** The same for people. */
  lines: string[]
  /** False: done, but something needs attention; the exit code is 1. */
  ok?: boolean
}

/** Typed wrongly: the message is followed by how the verb is used, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The text of an option that the verb cannot do without. */
export function required(call: Call, option: string): string {
  const value = call.options[option]
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`--${option} is missing.`)
  return value
}

/** The texts of an option that may be given many times. */
export function texts(call: Call, option: string): string[] {
  const value = call.options[option]
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}
