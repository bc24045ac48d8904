import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { previousPeriod, previousYear, recognise } from '#bots/core/words/ask/compare.ts'
import { readWords, type Meaning, type World } from '#bots/core/words/read-words.ts'

/** What a text should become, as the files of utterances write it. */
export type Expected =
  | { command: string; args: Record<string, unknown>; resolved?: { compare?: { from: string; to: string } } }
  | { refuse: string }
  | { clarify: string }

export interface Utterance {
  id: string
  group: string
  lang: string
  text: string
  context?: string
  in?: { post?: string; conversation?: string }
  expect: Expected
}

export interface UtteranceFile extends Omit<World, 'now' | 'speakerId' | 'members'> {
  now: string
  members: { id: string; name: string; role?: string; speaks?: boolean }[]
  items: Utterance[]
}

export interface Grade {
  item: Utterance
  passed: boolean
  got: Meaning
}

export function worldOf(file: UtteranceFile): World {
  const speaker = file.members.find(({ speaks }) => speaks)
  return { ...file, now: Temporal.ZonedDateTime.from(file.now), speakerId: speaker?.id ?? '' }
}

export function gradeAll(file: UtteranceFile): Grade[] {
  const world = worldOf(file)
  return file.items.map((item) => {
    const before = file.items.find(({ id }) => id === item.context)
    const context = before && meaningOf(before.expect)
    const got = readWords(world, {
      text: item.text,
      ...(item.in && { in: item.in }),
      ...(context && { context }),
    })
    return { item, got, passed: fits(item.expect, got, world.now) }
  })
}

function meaningOf(expected: Expected): Meaning {
  // A file of utterances is data: its names are those of the product, or the item fails.
  if ('refuse' in expected)
    return { kind: 'refuse', reason: expected.refuse as Extract<Meaning, { kind: 'refuse' }>['reason'] }
  if ('clarify' in expected)
    return { kind: 'clarify', field: expected.clarify as Extract<Meaning, { kind: 'clarify' }>['field'] }
  return {
    kind: 'command',
    command: expected.command as Extract<Meaning, { kind: 'command' }>['command'],
    args: expected.args,
  }
}

function fits(expected: Expected, got: Meaning, now: Temporal.ZonedDateTime): boolean {
  if ('refuse' in expected) return got.kind === 'refuse' && got.reason === expected.refuse
  if ('clarify' in expected) return got.kind === 'clarify' && got.field === expected.clarify
  if (got.kind !== 'command' || got.command !== expected.command) return false
  const today = now.toPlainDate()
  return JSON.stringify(canonical(expected.args, today)) === JSON.stringify(canonical(got.args, today))
}

const sets = new Set([
  'metrics',
  'platforms',
  'accounts',
  'platform',
  'account',
  'format',
  'campaign',
  'label',
  'post',
  'conversation',
])
const defaults: Record<string, unknown> = { place: 'here', window: 'day' }

/** Two that mean the same are written the same. */
function canonical(value: Record<string, unknown>, today: Temporal.PlainDate): Record<string, unknown> {
  const period = value['period']
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => each !== undefined && defaults[name] !== each)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, canonicalValue(name, each, period, today)]),
  )
}

function canonicalValue(name: string, value: unknown, period: unknown, today: Temporal.PlainDate): unknown {
  if (Array.isArray(value)) {
    const list = value.length === 1 ? value[0] : sets.has(name) ? value.map(String).toSorted() : value
    return name === 'metrics' || name === 'platforms' || name === 'accounts' ? [list].flat() : list
  }
  if (name === 'compare') return resolvedCompare(value, period, today)
  if (typeof value === 'object' && value !== null) return canonical({ ...value }, today)
  if (typeof value !== 'string') return value
  if (name === 'at' || (name === 'until' && /^\d{4}-\d\d-\d\dT/.test(value)))
    return Temporal.ZonedDateTime.from(value).epochMilliseconds
  if (name === 'rrule') return occurrences(value)
  if (name === 'text') return value.trim().normalize('NFC')
  if (name === 'reason')
    return value
      .trim()
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '')
  return value
}

function resolvedCompare(value: unknown, period: unknown, today: Temporal.PlainDate): unknown {
  const own =
    typeof period === 'object' && period !== null && 'from' in period && 'to' in period ? period : undefined
  if (!own || typeof own.from !== 'string' || typeof own.to !== 'string') return value
  if (value !== 'previous_period' && value !== 'previous_year') return value
  const asked = recognise(Temporal.PlainDate.from(own.from), Temporal.PlainDate.from(own.to), today)
  const before = value === 'previous_period' ? previousPeriod(asked) : previousYear(asked)
  return { from: before.from.toString(), to: before.to.toString() }
}

const occurrences = (rule: string) =>
  new RRuleTemporal({ rruleString: rule }).all((_, index) => index < 100).map((at) => at.epochMilliseconds)
