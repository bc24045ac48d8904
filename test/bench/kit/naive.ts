import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import type { BenchEnv } from '../env.ts'

/** `insert`: one row, one commit per request. `transaction`: with `add_job`, in one transaction per request. */
export async function startNaive(
  env: BenchEnv,
  shape: 'insert' | 'transaction',
  databaseUrl: string,
  secret: string,
): Promise<string> {
  const child = fork(join(import.meta.dirname, 'naive-server.ts'), [shape, databaseUrl, secret])
  env.onEnd(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })
  const [message] = await once(child, 'message')
  return `http://127.0.0.1:${z.object({ port: z.number() }).parse(message).port}/`
}
