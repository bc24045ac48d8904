import type { Command } from '#contracts/command.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import type { LlmCall } from '#kernel/llm.ts'
import { checkCommand } from '../command-tools.ts'

export type ReadCall =
  | { kind: 'call'; command: Command; args: Record<string, string> }
  /** `say` is what the model is told. */
  | { kind: 'fault'; say: string }

/** What a call of the model means: one of the tools that it was given, with arguments that fit. */
export function readCall(
  ctx: Ctx,
  tools: readonly Command[],
  call: LlmCall,
  media: readonly string[],
): ReadCall {
  const command = tools.find((one) => one.name === call.name)
  if (!command) return { kind: 'fault', say: 'There is no such tool.' }
  const given = asObject(call.arguments)
  if (!given) return { kind: 'fault', say: 'The arguments are no JSON object.' }
  const names = Object.keys(command.args.shape)
  const args = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]): Array<[string, string]> => {
      const text = asText(value)
      return names.includes(name) && text !== undefined ? [[name, text]] : []
    }),
  )
  // Files go where a person's own words would take them.
  if (media.length > 0 && names.includes('media')) args['media'] = media.join(',')
  try {
    checkCommand(ctx, command, args)
    return { kind: 'call', command, args }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'fault', say: error.message }
    throw error
  }
}

function asObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Commands take text by name, as people type it. What a model leaves empty is not given. */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value) || value.length === 0) return undefined
  const texts = value.map(asText)
  return texts.every((text) => text !== undefined) ? texts.join(',') : undefined
}
