import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readWords } from '#bots/core/words/read-words.ts'
import { worldOf, type UtteranceFile } from '#test/kit/grade-words.ts'
import { atMost, defineBench, forOrientation, percentile } from './bench.ts'

const file = join(import.meta.dirname, '../../bots/core/words/utterances.test-data.json')
const warmRounds = 3

/** What people type, in four languages, until it is a typed command: the whole list, time after time. */
export const bench = defineBench({
  name: 'words',
  unit: 'ms',
  async run(env) {
    const list = JSON.parse(readFileSync(file, 'utf8')) as UtteranceFile
    const world = worldOf(list)
    const times: number[] = []
    for (let round = -warmRounds; round < (env.quick ? 2 : 10); round++) {
      for (const { text, in: where } of list.items) {
        const startedAt = performance.now()
        readWords(world, { text, ...(where ? { in: where } : {}) })
        if (round >= 0) times.push(performance.now() - startedAt)
      }
    }
    env.tell(`${list.items.length} utterances, slowest ${Math.max(...times).toFixed(1)} ms`)
    return [
      atMost('words → typed command, p95', percentile(times, 0.95), 'ms', 10),
      forOrientation('words → typed command, p50', percentile(times, 0.5), 'ms'),
    ]
  },
})
