import { Temporal } from 'temporal-polyfill'
import { getOrg } from '#features/orgs/index.ts'
import type { When } from '#features/calendar/index.ts'
import type { CommandCtx } from '#contracts/command.ts'

export type SaidWhen = { kind: 'when'; when: When } | { kind: 'ask'; text: string }

interface WhenWords {
  at?: string | undefined
  slot?: string | undefined
  rrule?: string | undefined
}

const ask = (text: string): SaidWhen => ({ kind: 'ask', text })
const howToSay = 'Say a day and a time, like tomorrow 9am, Friday 18:30 or 2026-12-01 09:00.'

/** What people mean by a time, in the zone that they name, else the organisation's. What is not clear is asked. */
export async function readWhen(ctx: CommandCtx, { at, slot, rrule }: WhenWords): Promise<SaidWhen> {
  if (rrule !== undefined) return { kind: 'when', when: { kind: 'rrule', rrule } }
  if (slot !== undefined || /^next\s+(free\s+)?slot$|^next\s+free$|^next_free$/i.test(at?.trim() ?? ''))
    return { kind: 'when', when: { kind: 'next_free' } }
  if (at === undefined) return ask(`When? ${howToSay} Or take the next free slot.`)
  const { timezone } = await getOrg(ctx)
  return readTime(at.trim(), timezone, ctx.clock.now())
}

export async function readTime(said: string, home: string, now: Date): Promise<SaidWhen> {
  const exact = /^(\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))(?:\[([^\]]+)\])?$/.exec(said)
  if (exact?.[1])
    return {
      kind: 'when',
      when: { kind: 'instant', instant: new Date(exact[1]).toISOString(), zone: exact[2] ?? home },
    }
  const local = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2})?$/.exec(said)
  if (local) return wallOf(`${local[1] ?? ''}T${local[2] ?? ''}`, home)
  const { text, zone } = takeZone(said, home)
  if (zone === undefined) return ask('Which zone do you mean? Write a city, like 9am New York.')
  if (/\bnext\s+(saturday|sunday|sat|sun)\b/i.test(text))
    return ask('Do you mean the coming one, or the one of next week? Write the date.')
  if (/(^|\s)\d{1,2}\/\d{1,2}(\s|$)/.test(text) && couldBeBoth(text))
    return ask('Which of the two is the month? Write the date like 2026-12-03.')
  if (/\bmidnight\b/i.test(text)) return ask('Midnight of which day? Write it like Friday 00:00.')
  return readWords(text, zone, now)
}

function couldBeBoth(text: string): boolean {
  const [, a = '0', b = '0'] = /(\d{1,2})\/(\d{1,2})/.exec(text) ?? []
  return Number(a) <= 12 && Number(b) <= 12 && a !== b
}

/** A clock that can be read one way only: 8:30, 8pm, noon. */
const sayClock = /\d{1,2}[:.h]\d{2}|\d\s*[ap]\.?m|\bnoon\b|\b(in \d+|\d+) (hours?|minutes?)\b/i

async function readWords(text: string, zone: string, now: Date): Promise<SaidWhen> {
  // Twelve megabytes, which a program in which nobody schedules by words does not need.
  const chrono = await import('chrono-node')
  const parsers = [chrono.en.casual, chrono.de.casual, chrono.es.casual, chrono.fr.casual]
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  const reference = { instant: now, timezone: here.offsetNanoseconds / 60e9 }
  const [found] = parsers
    .flatMap((parser) => parser.parse(text, reference, { forwardDate: true }).slice(0, 1))
    .sort((a, b) => b.text.length - a.text.length)
  const start = found?.start
  if (!start) return ask(howToSay)
  const hour = start.get('hour')
  if (!start.isCertain('hour') || hour === null) return ask(`At what time? ${howToSay}`)
  const english = !/\b(um|uhr|a las)\b|à|\dh/i.test(text)
  if (english && !sayClock.test(found.text) && hour <= 12)
    return ask(`Do you mean ${hour} in the morning or in the evening? Write ${hour}am or ${hour}pm.`)
  const two = (n: number | null) => String(n ?? 0).padStart(2, '0')
  return wallOf(
    `${start.get('year')}-${two(start.get('month'))}-${two(start.get('day'))}T${two(hour)}:${two(start.get('minute'))}`,
    zone,
  )
}

const wallOf = (wall: string, zone: string): SaidWhen => ({
  kind: 'when',
  when: { kind: 'wall', wall, zone },
})

const shortZones: Record<string, string> = {
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  pacific: 'America/Los_Angeles',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  utc: 'UTC',
  gmt: 'UTC',
}
const twoMeanings = /\b(cst|ist)\b/i

/** Cities as the database of zones names them: New York for America/New_York. */
const cities = new Map(
  Intl.supportedValuesOf('timeZone').map((zone) => [
    (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').toLowerCase(),
    zone,
  ]),
)

/** zone undefined: a short name with two meanings. */
function takeZone(said: string, home: string): { text: string; zone: string | undefined } {
  if (twoMeanings.test(said)) return { text: said, zone: undefined }
  const named = /\b([A-Za-z_]+\/[A-Za-z_]+(?:\/[A-Za-z_]+)?)\b/.exec(said)
  if (named?.[1] && Intl.supportedValuesOf('timeZone').includes(named[1]))
    return { text: said.replace(named[0], ' '), zone: named[1] }
  const words = said.split(/\s+/)
  for (const length of [3, 2, 1]) {
    const last = words
      .slice(-length)
      .join(' ')
      .toLowerCase()
      .replace(/^(in|hora de|heure de)\s+/, '')
      .replace(/\s+time$/, '')
    const zone = cities.get(last) ?? shortZones[last]
    if (zone && words.length > length) return { text: words.slice(0, -length).join(' '), zone }
  }
  return { text: said, zone: home }
}
