import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { atMost, defineBench, median } from './bench.ts'
import { openDesk, type Desk } from './kit/desk.ts'
import { memoryOf } from './kit/memory-of.ts'

const streams = 1_000
const settleMs = 3_000

/** One write to a thousand browsers that look at the same inbox. */
export const bench = defineBench({
  name: 'fanout',
  unit: 'ms',
  async run(env) {
    const desk = await openDesk(env)
    const conversationId = await makeConversation(desk)
    await wait(settleMs)
    const before = memoryOf(desk.program.pid)
    const input = {
      streamUrl: `${desk.program.url}/api/v1/stream`,
      headers: desk.headers,
      actUrl: `${desk.program.url}/api/v1/inbox/star`,
      acts: Array.from({ length: env.quick ? 6 : 30 }, (_, n) => ({ conversationId, starred: n % 2 === 0 })),
      streams,
    }
    const crowd = fork(join(import.meta.dirname, 'kit/crowd-process.ts'), [JSON.stringify(input)])
    env.onEnd(() => crowd.kill('SIGKILL'))
    const failed = once(crowd, 'exit').then(() =>
      Promise.reject(new Error('The streams could not be opened')),
    )
    failed.catch(() => undefined)
    await Promise.race([once(crowd, 'message'), failed])
    await wait(settleMs)
    const kibPerStream = ((memoryOf(desk.program.pid) - before) * 1024) / streams
    crowd.send('go')
    const [message] = await Promise.race([once(crowd, 'message'), failed])
    const { times } = z.object({ times: z.array(z.number()) }).parse(message)
    env.tell(`to the last: ${times.map((time) => Math.round(time)).join(' ')} ms`)
    return [
      atMost('a write → the last of 1,000 open streams, median', median(times), 'ms', 150),
      atMost('memory of an open stream', kibPerStream, 'KiB', 80),
    ]
  },
})

async function makeConversation(desk: Desk): Promise<string> {
  await desk.api('POST', '/sandbox/act', z.unknown(), {
    channelId: desk.channelId,
    person: { id: 'watched', name: 'Watched' },
    kind: 'write',
    text: 'Hello',
  })
  for (;;) {
    const list = await desk.api('GET', '/inbox/conversations', z.array(z.object({ id: z.uuid() })))
    if (list[0]) return list[0].id
    await wait(50)
  }
}
