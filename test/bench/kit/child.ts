import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'

/** Runs a load generator in its own process and reads the line `RESULT {…}` that it prints. */
export async function runChild<T extends z.ZodType>(
  command: string,
  args: string[],
  schema: T,
  env: Record<string, string> = {},
): Promise<z.infer<T>> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const output = await text(child.stdout)
  const line = must(
    /^RESULT (.*)$/m.exec(output)?.[1],
    `result of the load generator, in: ${output.slice(0, 500)}`,
  )
  return schema.parse(JSON.parse(line))
}

/** A script of this folder, with one JSON argument. */
export const runScript = <T extends z.ZodType>(
  name: string,
  input: object,
  schema: T,
  env: Record<string, string> = {},
) => runChild(process.execPath, [join(import.meta.dirname, name), JSON.stringify(input)], schema, env)

/** One line per message: signature, tab, body. */
export function writeMessages(messages: ReadonlyArray<{ signature: string; body: string }>): string {
  const file = join(tmpdir(), `parley-bench-load-${process.pid}-${++files}.txt`)
  writeFileSync(file, messages.map(({ signature, body }) => `${signature}\t${body}\n`).join(''))
  return file
}
let files = 0
