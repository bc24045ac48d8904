import { useQuery } from '@tanstack/react-query'
import { CalendarRange, ListFilter } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Field } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Select } from '../../ui/select.tsx'
import { askAccountsQuery } from '../ask/ask-api.ts'
import { FilterFields } from '../ask/filter-fields.tsx'
import { PeriodField } from '../ask/period-field.tsx'
import type { DashboardSettings, SettingKey } from './dashboard-search.ts'
import type { Widget } from './dashboards-api.ts'
import { compareName, compareNames, filterWords, periodName } from './settings.ts'

export interface SettingsBarProps {
  settings: DashboardSettings
  widgets: readonly Widget[]
  onChange: (change: { [K in SettingKey]?: string | undefined }) => void
  onReset: () => void
  /** The views that are kept, at the end of the line. */
  views: ReactNode
}

/** Period, comparison and filters over all widgets. */
export function SettingsBar({ settings, widgets, onChange, onReset, views }: SettingsBarProps) {
  const accounts = useQuery(askAccountsQuery).data ?? []
  const own = ownOf(widgets)
  const period = settings.period ?? own.period
  const compare = settings.compare ?? own.compare
  const filters = filterWords(settings, accounts)
  const against = compare === undefined ? undefined : compareName(compare)
  const isSet = Object.keys(settings).length > 0
  const compared = Object.entries(compareNames).map(([value, label]) => ({ value, label }))
  return (
    <div role="group" aria-label="What is shown" className="flex flex-wrap items-center gap-2">
      <Popover
        label="Period"
        className="w-80"
        trigger={
          <Button
            icon={<CalendarRange aria-hidden className="size-4" />}
            className="max-w-full whitespace-normal"
          >
            {period === undefined ? 'Each its own period' : periodName(period)}
            {against ? <span className="text-muted max-md:hidden">against {against}</span> : null}
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          <PeriodField value={period ?? 'last_30_days'} onChange={(next) => onChange({ period: next })} />
          <Field label="Compare with">
            {({ required: _required, ...control }) => (
              <Select
                {...control}
                value={compare ?? 'none'}
                options={compared}
                onValueChange={(next) => onChange({ compare: next })}
              />
            )}
          </Field>
        </div>
      </Popover>
      <Popover
        label="Filters"
        className="w-96 max-w-[calc(100vw-16px)]"
        trigger={
          <Button look="quiet" icon={<ListFilter aria-hidden className="size-4" />}>
            Filters
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          <FilterFields value={settings} onChange={(change) => onChange(change)} />
        </div>
      </Popover>
      {filters.map(({ key, words }) => (
        <Chip
          key={key}
          tone="accent"
          removeLabel={`Not only ${words}`}
          onRemove={() => onChange({ [key]: undefined })}
        >
          {words}
        </Chip>
      ))}
      {isSet ? (
        <Button look="quiet" onClick={onReset}>
          Reset
        </Button>
      ) : null}
      <span className="flex-1" />
      {views}
    </div>
  )
}

/** What all widgets have in common. */
function ownOf(widgets: readonly Widget[]): { period?: string; compare?: string } {
  const questions = widgets.flatMap((widget) => (widget.kind === 'question' ? [widget.question] : []))
  const periods = new Set(
    questions.map(({ period }) => (typeof period === 'string' ? period : `${period.from}..${period.to}`)),
  )
  const compares = new Set(questions.flatMap(({ compare }) => (typeof compare === 'string' ? [compare] : [])))
  const [period] = periods.size === 1 ? periods : []
  const [compare] = compares.size === 1 ? compares : []
  return { ...(period === undefined ? {} : { period }), ...(compare === undefined ? {} : { compare }) }
}
