import type { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import type { Reply } from './reply.ts'
import type { Scope } from './scopes.ts'

/**
 * One command, served on every surface. The file's name is the command's name.
 *
 * @example
 * export const command = defineCommand({
 *   name: 'note', summary: 'Write an internal note', scope: 'inbox:reply',
 *   args: z.object({ conversation: z.string(), text: z.string() }), order: ['conversation', 'text'],
 *   examples: ['note 12 called back, all fine'],
 *   async run(ctx, args) { … return textReply('Noted.') },
 * })
 */
export interface Command<Args extends z.ZodObject = z.ZodObject> {
  name: string
  summary: string
  scope: Scope | undefined
  args: Args
  /** Argument names in the order in which they are typed; the last one takes the rest of the line. */
  order: ReadonlyArray<keyof z.infer<Args> & string>
  examples: readonly string[]
  /** True: surfaces that cannot undo (MCP, an LLM) ask before they run it. */
  writes?: boolean
  /** Buttons run it, people do not type it: it stands in no list of commands. */
  hidden?: boolean
  /**
   * A chat runs a command in the transaction that marks the person's act as done, so that a repeat does nothing.
   * True: it calls others or stores files, which no transaction may wait for; it must be safe to run twice.
   */
  outside?: boolean
  /** What an argument may be, while it is typed; at most 25. Arguments with a fixed list need none. */
  complete?: Partial<Record<keyof z.infer<Args> & string, Complete>>
  run(ctx: Ctx, args: z.infer<Args>): Promise<Reply>
}

/** `typed` is what stands there so far. `label` is read, `value` becomes the argument. */
export type Complete = (ctx: Ctx, typed: string) => Promise<Array<{ label: string; value: string }>>

/** Who runs a command, for parts that commands share: they know no more of the kernel than this. */
export type CommandCtx = Ctx

export function defineCommand<Args extends z.ZodObject>(command: Command<Args>): Command<Args> {
  return command
}
