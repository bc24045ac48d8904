import { Field, type FieldControl } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { Connector } from './channels-api.ts'
import { colourOr, looksLikeColour } from './form-values.ts'

export interface ConnectorFieldProps {
  field: Connector['form'][number]
  value: string
  problem?: string | undefined
  onChange: (value: string) => void
}

/** One field of a connector's form, drawn from its data. */
export function ConnectorField({ field, value, problem, onChange }: ConnectorFieldProps) {
  if (field.kind === 'switch') {
    return (
      <Switch
        label={field.label}
        hint={field.hint}
        checked={value === 'true'}
        onCheckedChange={(on) => onChange(on ? 'true' : 'false')}
      />
    )
  }
  return (
    <Field
      label={field.label}
      hint={field.hint}
      error={problem}
      required={field.required}
      aside={field.required ? undefined : <span className="text-meta text-muted">optional</span>}
    >
      {(control) => <Control field={field} value={value} onChange={onChange} control={control} />}
    </Field>
  )
}

function Control({
  field,
  value,
  onChange,
  control,
}: Omit<ConnectorFieldProps, 'problem'> & { control: FieldControl }) {
  // The browser's own bubble would hide our words.
  const { required: _required, ...rest } = control
  if (field.kind === 'lines') {
    return <Textarea {...rest} value={value} onChange={(event) => onChange(event.target.value)} />
  }
  const input = (
    <Input
      {...rest}
      value={value}
      type={field.kind === 'secret' ? 'password' : field.kind === 'url' ? 'url' : 'text'}
      autoComplete="off"
      spellCheck={false}
      className={field.kind === 'secret' ? 'font-mono' : ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
  if (!looksLikeColour(field, value)) return input
  return (
    <span className="flex gap-2">
      <input
        type="color"
        aria-label={`${field.label}: choose`}
        value={colourOr(value, '#0f766e')}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-10 shrink-0 rounded-md border border-edge bg-surface p-0.5 pointer-coarse:h-11 pointer-coarse:w-12"
      />
      {input}
    </span>
  )
}
