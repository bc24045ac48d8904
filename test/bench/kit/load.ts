import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { must } from '#kernel/assert.ts'
import type { Signed } from './signed-messages.ts'

const result = z.object({
  ok: z.number(),
  failed: z.number(),
  perSecond: z.number(),
  /** Milliseconds. At a fixed rate counted from when a request was due, so that waiting in line counts. */
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})
export type LoadResult = z.infer<typeof result>

export interface Load {
  url: string
  /** As many as `connections` requests under way at any moment. */
  connections: number
  seconds: number
  /** Requests per second, whether earlier ones were answered or not; unset: as fast as they are answered. */
  rate?: number
  messages: readonly Signed[]
  folder: string
}

/** Posts signed messages from another process: wrk where there is one and no rate is asked for. */
export async function postMessages(load: Load): Promise<LoadResult> {
  const file = join(load.folder, `load-${Math.random().toString(36).slice(2)}.txt`)
  writeFileSync(file, load.messages.map(({ signature, body }) => `${signature}\t${body}\n`).join(''))
  const useWrk = load.rate === undefined && hasWrk()
  const seconds = Math.max(1, Math.round(load.seconds))
  const [command, args] = useWrk
    ? ['wrk', ['-t1', `-c${load.connections}`, `-d${seconds}s`, '-s', beside('wrk-post.lua'), load.url]]
    : [
        process.execPath,
        [beside('load-process.ts'), JSON.stringify({ ...load, messages: undefined, seconds })],
      ]
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_FILE: file },
  })
  const output = await text(child.stdout)
  const line = must(/^RESULT (.*)$/m.exec(output)?.[1], `result of the load generator:\n${output}`)
  const measured = result.parse(JSON.parse(line))
  if (measured.failed > 0) throw new Error(`${measured.failed} of the requests were refused or lost: ${line}`)
  if (measured.ok > load.messages.length)
    throw new Error(`More requests were answered (${measured.ok}) than messages were prepared`)
  return measured
}

const beside = (name: string) => join(import.meta.dirname, name)
const hasWrk = () => spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined
