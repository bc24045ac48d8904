import { useQuery } from '@tanstack/react-query'
import { dimensions, grains } from '#features/metrics/schema.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { catalogueQuery } from './ask-api.ts'
import { changeSearch, type AskKey, type AskSearch } from './ask-search.ts'
import { FilterFields } from './filter-fields.tsx'
import { MetricPicker } from './metric-picker.tsx'
import { PeriodField } from './period-field.tsx'
import { compareWords, dimensionWords, grainWords } from './question-words.ts'
import { listIn, readQuestion } from './question.ts'

export interface QuestionBuilderProps {
  value: AskSearch
  onChange: (next: AskSearch) => void
}

const upper = (words: string) => words.replace(/^./, (letter) => letter.toUpperCase())
const none = '*'

const byOptions = [
  { value: none, label: 'All together' },
  ...dimensions.flatMap((value) =>
    value === 'campaign' ? [] : [{ value: String(value), label: `By ${dimensionWords[value]}` }],
  ),
]
const grainOptions = [
  { value: none, label: 'One figure' },
  ...grains.map((value) => ({ value: String(value), label: upper(grainWords[value]) })),
]
const compareOptions = [
  { value: none, label: 'Nothing' },
  ...Object.entries(compareWords).map(([value, words]) => ({ value, label: upper(words) })),
]
const topOptions = [
  { value: none, label: 'All of them' },
  ...[3, 5, 10, 20].flatMap((top) => [
    { value: `${top} desc`, label: `The top ${top}` },
    { value: `${top} asc`, label: `The lowest ${top}` },
  ]),
]
const mostMetrics = 6

/** A question put together from its parts; each change is asked at once. */
export function QuestionBuilder({ value, onChange }: QuestionBuilderProps) {
  const catalogue = useQuery(catalogueQuery).data ?? []
  const change = (parts: { [K in AskKey]?: string | undefined }) => onChange(changeSearch(value, parts))
  const pick = (next: string) => (next === none ? undefined : next)
  const { fault } = readQuestion(value)
  return (
    <form
      aria-label="Question"
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <MetricPicker
        catalogue={catalogue}
        chosen={listIn(value.metrics)}
        most={mostMetrics}
        onChange={(metrics) => change({ metrics: metrics.join(',') })}
      />
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Split"
          value={value.by ?? none}
          options={byOptions}
          onChange={(by) =>
            change({ by: pick(by), ...(by === none ? { top: undefined, order: undefined } : {}) })
          }
        />
        <Choice
          label="Over time"
          value={value.grain ?? none}
          options={grainOptions}
          onChange={(grain) => change({ grain: pick(grain) })}
        />
      </div>
      <PeriodField
        value={value.period ?? 'last_30_days'}
        fault={fault}
        onChange={(period) => change({ period })}
      />
      <Choice
        label="Compare with"
        value={value.compare ?? none}
        options={compareOptions}
        onChange={(compare) => change({ compare: pick(compare) })}
      />
      <FilterFields value={value} onChange={change} />
      {value.by ? (
        <Choice
          label="Rows"
          value={value.top ? `${value.top} ${value.order ?? 'desc'}` : none}
          options={topOptions}
          onChange={(next) => {
            const [top, order] = next.split(' ')
            change(next === none ? { top: undefined, order: undefined } : { top, order })
          }}
        />
      ) : null}
    </form>
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: ReadonlyArray<{ value: string; label: string }>
  onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const known = options.some((one) => one.value === value)
  return (
    <Field label={label}>
      {({ required: _required, ...control }) => (
        <Select
          {...control}
          value={value}
          options={known ? options : [...options, { value, label: 'As in the link' }]}
          onValueChange={onChange}
        />
      )}
    </Field>
  )
}
