import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { buildWebIfStale } from '../../src/build-web.ts'
import { atMost, defineBench, median } from './bench.ts'
import type { BenchEnv } from './env.ts'
import { talkInEveryChat } from './kit/chat-team.ts'
import { openDesk } from './kit/desk.ts'
import { memoryOf } from './kit/memory-of.ts'
import { demoFillMs } from './kit/program.ts'

/** As `npm start` on a fresh machine: its own database, every role in one process, sandboxes on, demo filled. */
export const bench = defineBench({
  name: 'start',
  unit: 's',
  async run(env) {
    await buildWebIfStale(join(import.meta.dirname, '../..'))
    const dataDir = env.folder()
    // A cache of compiled modules that is empty at first, as after `npm ci`.
    const own = { dataDir, env: { NODE_COMPILE_CACHE: env.folder() } }
    const first = await env.program(own)
    await wait(env.quick ? 0 : demoFillMs)
    await first.stop()
    const again: number[] = []
    for (let n = 0; n < (env.quick ? 1 : 4); n++) {
      const program = await env.program(own)
      again.push(program.firstPageMs)
      await program.stop()
    }
    const chats = await measureChats(env)
    const resting = await env.program(own)
    await wait(env.quick ? 3_000 : demoFillMs)
    return [
      atMost('first start ever, to the first page', first.firstPageMs / 1000, 's', 8),
      atMost('start again, to the first page', median(again) / 1000, 's', 2),
      atMost('memory at rest, all roles and sandboxes, without PostgreSQL', memoryOf(resting.pid), 'MB', 320),
      atMost('memory with every chat connected and its SDK at work', chats, 'MB', 450),
    ]
  },
})

/** Every role and every chat in one process, after somebody was answered in each. */
async function measureChats(env: BenchEnv): Promise<number> {
  const desk = await openDesk(env)
  const chats = await talkInEveryChat(desk)
  env.tell(`${chats} chats are connected and answer`)
  await wait(env.quick ? 3_000 : demoFillMs)
  const memory = memoryOf(desk.program.pid)
  await desk.program.stop()
  return memory
}
