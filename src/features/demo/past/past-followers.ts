import { Temporal } from 'temporal-polyfill'
import type { Measure } from '#contracts/metrics.ts'
import { measures } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import { channelIo, connectorOf, getChannelRow } from '#features/channels/index.ts'
import { todayIn } from '#features/metrics/index.ts'
import type { Dice } from './dice.ts'

const days = 71
const wanted: Measure[] = ['followers', 'follower_growth']

/**
 * Levels by day, back from what the sandbox counts now, so that the next reading goes on from them. Where the account
 * tells what it gained and lost, the levels follow from that.
 */
export async function pastFollowers(
  ctx: Ctx,
  channelId: string,
  zone: string,
  dice: Dice,
): Promise<Array<{ channelId: string; day: string; value: number }>> {
  const row = await getChannelRow(ctx, channelId)
  const reader = connectorOf(ctx, row.connector).metrics
  if (!reader?.account.includes('followers')) return []
  const today = todayIn(zone, ctx.clock.now())
  const tells = reader.account.includes('follower_growth')
  const { figures } = await reader.readAccount(channelIo(ctx, row), {
    from: (tells ? today.subtract({ days }) : today).toString(),
    to: today.toString(),
    skip: new Set(measures.filter((measure) => !wanted.includes(measure))),
  })
  const told = new Map(
    figures.filter(({ measure }) => measure === 'follower_growth').map(({ day, value }) => [day, value]),
  )
  let level = figures.find(({ measure }) => measure === 'followers')?.value
  if (level === undefined) return []
  const levels = []
  for (let ago = 0; ago < days; ago++) {
    const day = today.subtract({ days: ago })
    levels.push({ channelId, day: day.toString(), value: level })
    level -= told.get(day.toString()) ?? gainedOn(day, dice)
  }
  return levels
}

const gainedOn = (day: Temporal.PlainDate, dice: Dice) =>
  Math.round(dice.between(1, 13) * (day.dayOfWeek > 5 ? 0.6 : 1) - dice.between(0, 4))
