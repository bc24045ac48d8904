import { replayUnroutedDeliveries } from '#features/channels/index.ts'
import { replayAllSetAside } from '#features/jobs/index.ts'
import type { Verb } from './verb.ts'

export const replayVerb: Verb = {
  name: 'replay',
  usage: '[--outbox] [--deliveries]',
  summary: 'Try again what was set aside: changes not passed on, and deliveries that no channel took (both)',
  words: 0,
  options: { outbox: { type: 'boolean' }, deliveries: { type: 'boolean' } },
  async run({ options, app: open }) {
    const both = !options['outbox'] && !options['deliveries']
    const app = await open()
    const outbox = both || options['outbox'] ? await replayAllSetAside(app) : 0
    const deliveries = both || options['deliveries'] ? await replayUnroutedDeliveries(app) : 0
    return {
      data: { outbox, deliveries },
      lines: [
        outbox + deliveries === 0
          ? 'Nothing was set aside.'
          : `Under way again: ${count(outbox, 'change', 'changes')} and ${count(deliveries, 'delivery', 'deliveries')}.`,
      ],
    }
  },
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
