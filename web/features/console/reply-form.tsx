import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field, type FieldControl } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { ReplyCommand, ReplyField, ReplyPart } from './console-api.ts'

export interface ReplyFormProps {
  form: Extract<ReplyPart, { kind: 'form' }>
  onCommand: (command: ReplyCommand) => void
  onCancel?: () => void
}

/** Its fields become arguments of the command that it submits. */
export function ReplyForm({ form, onCommand, onCancel }: ReplyFormProps) {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(form.fields.map((field) => [field.name, field.value ?? ''])),
  )
  const [tried, setTried] = useState(false)
  const isMissing = (field: ReplyField) => field.required && !values[field.name]?.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (form.fields.some(isMissing)) return
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
    onCommand({ name: form.submit.name, args: { ...form.submit.args, ...given } })
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      className="flex w-full max-w-md flex-col gap-3 rounded border border-line p-4"
    >
      {form.fields.map((field) => (
        <Field
          key={field.name}
          label={field.label}
          error={tried && isMissing(field) ? 'Please fill this in.' : undefined}
        >
          {(control) => (
            <FormControl
              field={field}
              control={control}
              value={values[field.name] ?? ''}
              onChange={(value) => setValues({ ...values, [field.name]: value })}
            />
          )}
        </Field>
      ))}
      <div className="flex gap-2">
        <Button look="primary" type="submit">
          {form.label}
        </Button>
        {onCancel ? <Button onClick={onCancel}>Cancel</Button> : null}
      </div>
    </form>
  )
}

interface FormControlProps {
  field: ReplyField
  control: FieldControl
  value: string
  onChange: (value: string) => void
}

function FormControl({ field, control, value, onChange }: FormControlProps) {
  const { required: _required, ...rest } = control
  if (field.kind === 'choice') {
    return (
      <Select
        {...rest}
        value={value}
        placeholder="Choose"
        options={field.options ?? []}
        onValueChange={onChange}
      />
    )
  }
  if (field.kind === 'text') {
    return <Textarea {...rest} value={value} onChange={(event) => onChange(event.target.value)} />
  }
  return <Input {...rest} value={value} onChange={(event) => onChange(event.target.value)} />
}
