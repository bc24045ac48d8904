import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select, type Option } from '../../ui/select.tsx'
import { askAccountsQuery, type AskAccount } from './ask-api.ts'
import type { AskKey, AskSearch } from './ask-search.ts'
import { listIn } from './question.ts'

export interface FilterFieldsProps {
  value: AskSearch
  onChange: (change: { [K in AskKey]?: string | undefined }) => void
}

/** Which platform, account, format or label it is about. */
export function FilterFields({ value, onChange }: FilterFieldsProps) {
  const accounts = useQuery(askAccountsQuery).data ?? []
  const onPlatform = accounts.filter(
    ({ platform }) => value.platform === undefined || listIn(value.platform).includes(platform),
  )
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Platform"
          all="All platforms"
          value={value.platform}
          options={unique(accounts.map((one) => ({ value: one.platform, label: one.platformName })))}
          // An account of another platform would leave nothing.
          onChange={(platform) => onChange({ platform, account: undefined, format: undefined })}
        />
        <Choice
          label="Account"
          all="All accounts"
          value={value.account}
          options={onPlatform.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(account) => onChange({ account })}
        />
      </div>
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Format"
          all="All formats"
          value={value.format}
          options={formatsOf(onPlatform)}
          onChange={(format) => onChange({ format })}
        />
        <LabelField
          key={value.label}
          value={value.label ?? ''}
          onChange={(label) => onChange({ label: label || undefined })}
        />
      </div>
    </>
  )
}

const formatsOf = (accounts: readonly AskAccount[]) =>
  unique(accounts.flatMap(({ formats }) => formats.map(({ id, label }) => ({ value: id, label }))))

const unique = (options: Option[]) => [...new Map(options.map((one) => [one.value, one])).values()]

interface ChoiceProps {
  label: string
  all: string
  value: string | undefined
  options: readonly Option[]
  onChange: (value: string | undefined) => void
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  // A link may name several, or what is not there any more.
  const strange = value !== undefined && options.every((one) => one.value !== value)
  const named = strange
    ? `${listIn(value).length > 1 ? `${listIn(value).length} chosen` : 'As in the link'}`
    : ''
  return (
    <Field label={label}>
      {({ required: _required, ...control }) => (
        <Select
          {...control}
          value={value ?? '*'}
          options={[{ value: '*', label: all }, ...(strange ? [{ value, label: named }] : []), ...options]}
          onValueChange={(next) => onChange(next === '*' ? undefined : next)}
        />
      )}
    </Field>
  )
}

/** Asked when the reader is done with the word, not at each letter. */
function LabelField({ value, onChange }: { value: string; onChange: (label: string) => void }) {
  const [text, setText] = useState(value)
  const done = () => {
    if (text.trim() !== value) onChange(text.trim())
  }
  return (
    <Field label="Label">
      {({ required: _required, ...control }) => (
        <Input
          {...control}
          placeholder="Any label"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            done()
          }}
        />
      )}
    </Field>
  )
}
