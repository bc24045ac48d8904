import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { runChild, runScript, writeMessages } from './child.ts'
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
  headers?: Record<string, string>
  messages: readonly Signed[]
}

/** Posts messages from another process: with wrk where there is one and no rate is asked for. */
export async function postMessages({ messages, ...load }: Load): Promise<LoadResult> {
  const file = writeMessages(messages)
  const seconds = Math.max(1, Math.round(load.seconds))
  const env = { BENCH_FILE: file }
  const wrk = [
    `-t1`,
    `-c${load.connections}`,
    `-d${seconds}s`,
    '-s',
    join(import.meta.dirname, 'wrk-post.lua'),
  ]
  try {
    const measured =
      load.rate === undefined && hasWrk()
        ? await runChild('wrk', [...wrk, load.url], result, env)
        : await runScript('load-process.ts', { ...load, seconds }, result, env)
    if (measured.failed > 0) throw new Error(`${measured.failed} of the requests were refused or lost`)
    if (measured.ok > messages.length)
      throw new Error(`${measured.ok} requests were answered, but only ${messages.length} messages prepared`)
    return measured
  } finally {
    rmSync(file, { force: true })
  }
}

const hasWrk = () => spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined
