import { Temporal } from 'temporal-polyfill'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import type { BestTimes } from '#features/metrics/index.ts'

const shown = 5

/** The hours worth trying, and a map of the week. */
export function bestTimesReply({ zone, days, n, isEnough, cells }: BestTimes): Reply {
  const quiet = `${days} days to the day before yesterday, ${zone} · engagements beside an ordinary post of the same account, small numbers drawn towards it · n = ${n} posts`
  if (!isEnough)
    return reply(
      {
        kind: 'text',
        text: `Only ${n} posts have been measured, which is too few to say. Ask again at twenty.`,
      },
      { kind: 'text', tone: 'quiet', text: quiet },
    )
  const [best] = cells
  const top = cells.slice(0, shown)
  return reply(
    {
      kind: 'text',
      text: best
        ? `${dayName(best.weekday)} at ${clock(best.hour)} did best: ${liftWords(best.lift)} an ordinary post (${best.n} ${best.n === 1 ? 'post' : 'posts'}, ${best.confidence} confidence).`
        : 'No hour stands out.',
    },
    {
      kind: 'table',
      columns: ['When', 'Beside an ordinary post', 'Posts', 'Confidence'],
      rows: top.map((cell) => [
        `${dayName(cell.weekday)} ${clock(cell.hour)}`,
        liftWords(cell.lift),
        String(cell.n),
        cell.confidence,
      ]),
    },
    {
      kind: 'chart',
      chart: {
        kind: 'heat',
        title: 'Engagement by weekday and hour, 100 is an ordinary post',
        unit: 'count',
        x: hours.map(clock),
        y: weekdays.map(dayName),
        series: [
          {
            name: 'Beside an ordinary post',
            values: weekdays.flatMap((weekday) =>
              hours.map((hour) => {
                const cell = cells.find((one) => one.weekday === weekday && one.hour === hour)
                return cell ? Math.round(cell.lift * 100) : null
              }),
            ),
          },
        ],
        alt: `The best hours: ${top.map((cell) => `${dayName(cell.weekday)} ${clock(cell.hour)} ${liftWords(cell.lift)}`).join(', ')}.`,
      },
    },
    { kind: 'text', tone: 'quiet', text: quiet },
  )
}

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const weekdays = [1, 2, 3, 4, 5, 6, 7]
const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
const dayName = (weekday: number) =>
  Temporal.PlainDate.from('2024-01-01')
    .add({ days: weekday - 1 })
    .toLocaleString('en-GB', { weekday: 'long' })

function liftWords(lift: number): string {
  const percent = Math.round((lift - 1) * 100)
  return percent === 0 ? 'level with' : `${Math.abs(percent)}% ${percent > 0 ? 'above' : 'below'}`
}
