import { setTimeout as wait } from 'node:timers/promises'
import { scheduleReport } from '#features/reports/index.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { atMost, defineBench } from './bench.ts'
import { openChatBenchDesk, type BenchPlace } from './kit/chat-desk.ts'

const reports = 500
const patienceMs = 300_000

/** Five hundred reports at the same minute, over every channel of every chat, whose rate limits are kept. */
export const bench = defineBench({
  name: 'reports',
  unit: 's',
  async run(env) {
    const { owner, chats } = await openChatBenchDesk(env)
    const { systemDb } = owner.app
    const places = chats.flatMap((chat) => chat.places)
    const count = env.quick ? 50 : reports
    const made = await scheduleReport(owner, {
      name: 'Messages',
      sections: [
        {
          title: 'Messages',
          question: { metrics: ['messages_received'], by: 'platform', period: 'this_year' },
        },
      ],
      rrule: 'DTSTART;TZID=Europe/Berlin:20260101T083000\nRRULE:FREQ=DAILY',
      place: placeOf(must(places[0], 'place')),
    })
    const first = await systemDb
      .selectFrom('report_schedules')
      .selectAll()
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow()
    await systemDb
      .insertInto('report_schedules')
      .values(
        Array.from({ length: count - 1 }, (_, n) => ({
          ...first,
          id: newId(),
          name: `Messages ${n}`,
          sections: JSON.stringify(first.sections),
          place: JSON.stringify(placeOf(must(places[(n + 1) % places.length], 'place'))),
        })),
      )
      .execute()
    const startedAt = performance.now()
    await systemDb.updateTable('report_schedules').set({ next_at: new Date() }).execute()
    let posted = 0
    while (posted < count) {
      if (performance.now() - startedAt > patienceMs) throw new Error(`${posted} of ${count} were posted`)
      await wait(500)
      const rows = await systemDb
        .selectFrom('cards')
        .select('id')
        .where('object_type', '=', 'report')
        .where('state', '=', 'posted')
        .execute()
      posted = rows.length
    }
    const took = performance.now() - startedAt
    env.tell(`${places.length} channels of ${chats.length} chats`)
    return [atMost(`${count} reports due at once, until the last is posted`, took / 1000, 's', 180)]
  },
})

const placeOf = ({ workspaceId, channel }: BenchPlace) => ({
  kind: 'channel' as const,
  workspaceId,
  channel,
  name: '#bench',
})
