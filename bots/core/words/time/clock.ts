import { Temporal } from 'temporal-polyfill'
import { alt, whole } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'
import { blank, findPattern, take, type Line } from '../line.ts'
import { numberSource, readNumber } from './numbers.ts'

export type Part = 'morning' | 'noon' | 'afternoon' | 'evening'

export interface Clock {
  time?: Temporal.PlainTime | 'unclear'
  part?: Part
  /** Where the hour stood: a zone may follow it. */
  at?: { start: number; end: number }
}

const exact = [
  '(?<h>\\d{1,2})(?:[:.h](?<m>\\d\\d))? ?(?<half>[ap])\\.? ?m\\.?',
  // Not the minutes and seconds of a longer time.
  '(?<!\\d:)(?<h>\\d{1,2}):(?<m>\\d\\d)(?: ?(?:uhr|h|hs|hrs|hours))?',
  '(?<h>\\d{1,2}) ?h ?(?<m>\\d\\d)',
  '(?<h>\\d{1,2})\\.(?<m>\\d\\d) ?(?:uhr|h|hs)',
  '(?:at|um|a las|@) (?<h>\\d{1,2})\\.(?<m>\\d\\d)(?!\\.|\\d)',
  '(?<h>\\d{1,2}) ?(?:uhr|h|hs|heures?)(?: ?(?<m>\\d\\d))?',
]

const spokenNumber = '(?:[a-z]+|\\d{1,2})'
const minutesOf: [string, number][] = [
  [`(?:half past|half) (?<h>${spokenNumber})`, 30],
  [`quarter past (?<h>${spokenNumber})`, 15],
  [`quarter to (?<h>${spokenNumber})`, -15],
  [`halb (?<h>${spokenNumber})`, -30],
  [`viertel nach (?<h>${spokenNumber})`, 15],
  [`viertel vor (?<h>${spokenNumber})`, -15],
  [`(?<h>${spokenNumber}) y media`, 30],
  [`(?<h>${spokenNumber}) y cuarto`, 15],
  [`(?<h>${spokenNumber}) menos cuarto`, -15],
  [`(?<h>${spokenNumber})(?: ?h| heures)? et demie`, 30],
  [`(?<h>${spokenNumber})(?: ?h| heures)? et quart`, 15],
  [`(?<h>${spokenNumber})(?: ?h| heures)? moins le quart`, -15],
]

/** Hours without minutes that stand after one of these are hours of the day; German and French have 24. */
const lead =
  '(?:(?<de>um|gegen|ab|auf|fruhestens um)|(?<fr>a|vers|pour)|(?<other>at|by|@|around|a las|a la|sobre las|las|to|for))'

export function takeClock(line: Line): Clock {
  const spoken = spokenClock(line) ?? exactClock(line)
  const noon = spoken ? undefined : take(line, 'part:noon')
  if (noon) return { time: Temporal.PlainTime.from('12:00'), at: noon }
  const part = takePart(line)
  if (spoken)
    return {
      time: withPart(spoken.hour, spoken.minute, part, spoken.exact),
      at: spoken.at,
      ...(part && { part }),
    }
  if (take(line, 'part:midnight')) return { time: 'unclear' }
  return part ? { part } : {}
}

interface Hour {
  hour: number
  minute: number
  /** am or pm was said, or the 24-hour clock is meant. */
  exact: boolean
  at: { start: number; end: number }
}

function exactClock(line: Line): Hour | undefined {
  for (const source of exact) {
    const found = findPattern(line, whole(source))
    if (!found) continue
    const [hour, minute] = [Number(found.groups['h']), Number(found.groups['m'] ?? 0)]
    if (hour > 24 || minute > 59) continue
    blank(line, found.start, found.end)
    const half = found.groups['half']
    const on24 = half === undefined ? hour % 24 : (hour % 12) + (half === 'p' ? 12 : 0)
    return { hour: on24, minute, exact: half !== undefined, at: found }
  }
  return undefined
}

function spokenClock(line: Line): Hour | undefined {
  for (const [source, minutes] of minutesOf) {
    const found = findPattern(line, whole(source))
    const hour = found && readNumber(found.groups['h'] ?? '')
    if (!found || hour === undefined || !Number.isInteger(hour) || hour > 24) continue
    // "half past 8 pm": what follows says which half of the day.
    const half = /^ ?([ap])\.? ?m(?![a-z])/.exec(line.clean.slice(found.end))
    blank(line, found.start, found.end + (half?.[0].length ?? 0))
    const base = half ? (hour % 12) + (half[1] === 'p' ? 12 : 0) : hour
    const total = (base * 60 + minutes + 1440) % 1440
    return { hour: Math.floor(total / 60), minute: total % 60, exact: half !== null, at: found }
  }
  return undefined
}

function takePart(line: Line): Part | undefined {
  return (['afternoon', 'morning', 'noon', 'evening'] as const).find((part) => take(line, `part:${part}`))
}

function withPart(
  hour: number,
  minute: number,
  part: Part | undefined,
  exactHour: boolean,
): Temporal.PlainTime {
  const late = (part === 'afternoon' || part === 'evening') && hour < 12 && !exactHour
  return Temporal.PlainTime.from({ hour: late ? hour + 12 : hour, minute })
}

/** An hour alone ("at 8", "um 9", "a las 9"): the 24-hour clock in German and French, else am or pm is missing. */
export function takeBareHour(line: Line, clock: Clock, lang: Lang, afterDay: number | undefined): Clock {
  if (clock.time !== undefined) return clock
  const said = numberSource()
  const oclock = findPattern(line, whole(`(?<h>${said}) ?o ?clock`))
  const led =
    oclock ??
    findPattern(
      line,
      whole(
        `${lead} (?<h>${said})(?! *(?:${alt('unit:day')}|${alt('unit:week')}|${alt('unit:month')}|${alt('unit:hour')}|${alt('unit:minute')}|times|/|-|%))(?![\\d.,:/]|[a-z])`,
      ),
    )
  const trailing = led ? undefined : trailingHour(line, afterDay)
  const found = led ?? trailing
  const hour = found && readNumber(found.groups['h'] ?? '')
  if (!found || hour === undefined || !Number.isInteger(hour) || hour < 0 || hour > 24) return clock
  if (found.groups['fr'] !== undefined && lang !== 'fr') return clock
  if (hour === 1 && !/\d/.test(found.text)) return clock
  blank(line, found.start, found.end)
  const on24 = hour > 12 || hour === 0 || lang === 'de' || lang === 'fr'
  if (on24) return { ...clock, time: withPart(hour % 24, 0, clock.part, hour > 12), at: found }
  if (clock.part === undefined || clock.part === 'noon') return { ...clock, time: 'unclear', at: found }
  return { ...clock, time: withPart(hour, 0, clock.part, false), at: found }
}

/** "tomorrow 9", "friday 8": a number right after the day. */
function trailingHour(line: Line, afterDay: number | undefined) {
  if (afterDay === undefined) return undefined
  const found = findPattern(line, /[ ,]*(?<h>\d{1,2})(?![\d:./a-z])/g, afterDay)
  return found?.start === afterDay ? found : undefined
}

export const hourOfPart: Record<Part, number> = { morning: 9, noon: 12, afternoon: 14, evening: 18 }
