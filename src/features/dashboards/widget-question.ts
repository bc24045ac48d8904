import { Temporal } from 'temporal-polyfill'
import { invalid } from '#kernel/errors.ts'
import { questionOn, rollingNames } from '#features/metrics/index.ts'
import type { Question, RollingQuestion } from '#features/metrics/index.ts'
import { filtersSchema, settingsSchema } from './schema.ts'
import type { QuestionWidget, Settings, SettingsQuery } from './schema.ts'

/** Reads what stands in an address. Throws `invalid` with what may stand there. */
export function settingsOf({ period, compare, ...filters }: SettingsQuery): Settings {
  const given = Object.entries(filters).flatMap(([key, text]) => {
    const values = (text ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    return values.length > 0 ? [[key, values]] : []
  })
  const read = settingsSchema.safeParse({
    ...(period === undefined ? {} : { period: periodIn(period) }),
    ...(compare === undefined ? {} : { compare }),
    ...(given.length > 0 ? { filters: Object.fromEntries(given) } : {}),
  })
  if (read.success) return read.data
  throw invalid(`Say a period like last_30_days or 2026-10-01..2026-10-31: ${rollingNames.join(', ')}.`)
}

function periodIn(text: string): unknown {
  if (!text.includes('..')) return text
  const [from, to] = text.split('..')
  return { from, to }
}

/** What a widget asks under these settings, today. */
export function widgetQuestion(
  widget: QuestionWidget,
  settings: Settings,
  today: Temporal.PlainDate,
): Question {
  const { period, compare, filters, grain, ...rest } = widget.question
  const asked = questionOn({ ...rest, period: settings.period ?? period }, today)
  const against = compareUnder(settings, compare)
  const narrowed = meet(filters, settings.filters)
  const steps = widget.look === 'bar' || widget.look === 'posts' ? undefined : fitGrain(grain, asked)
  return {
    ...asked,
    ...(steps ? { grain: steps } : {}),
    ...(against ? { compare: against } : {}),
    ...(narrowed ? { filters: narrowed } : {}),
  }
}

function compareUnder(settings: Settings, own: Question['compare']): Question['compare'] {
  if (settings.compare === 'none') return undefined
  if (settings.compare !== undefined) return settings.compare
  // Days that were chosen beside the widget's own mean nothing beside others.
  return typeof own === 'object' && settings.period !== undefined ? 'previous_period' : own
}

type Filters = NonNullable<RollingQuestion['filters']>

/** Only what both let through. */
function meet(own: Filters = {}, above: Filters = {}): Filters | undefined {
  const keys = filterKeys.filter((key) => own[key] !== undefined || above[key] !== undefined)
  const met = keys.map((key) => [key, bothOf(listOf(own[key]), listOf(above[key]))])
  return met.length > 0 ? filtersSchema.parse(Object.fromEntries(met)) : undefined
}

const filterKeys = filtersSchema.keyof().options
const listOf = (value: string | string[] | undefined) => (value === undefined ? undefined : [value].flat())

function bothOf(own: string[] | undefined, above: string[] | undefined): string[] {
  if (!own || !above) return own ?? above ?? []
  const both = own.filter((one) => above.includes(one))
  if (both.length === 0)
    throw invalid('Nothing is left of this one under the filters above: it is about something else.')
  return both
}

const [manyDays, veryManyDays, fewDays] = [120, 1_100, 14]

/** A line of two years has no use for days, one of a week none for months. */
function fitGrain(grain: Question['grain'], { period }: Question): Question['grain'] {
  if (grain === undefined) return undefined
  const { days } = Temporal.PlainDate.from(period.from).until(period.to, { largestUnit: 'day' })
  if (days <= fewDays) return 'day'
  if (days > veryManyDays) return 'month'
  return days > manyDays && grain === 'day' ? 'week' : grain
}
