import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { Form } from './chats-api.ts'

export interface ChatFormDialogProps {
  form: Form
  busy: boolean
  onSubmit: (values: Record<string, string>) => void
  onClose: () => void
}

/** The form that the bot opened in the app. */
export function ChatFormDialog({ form, busy, onSubmit, onClose }: ChatFormDialogProps) {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(form.fields.map((field) => [field.name, field.value ?? ''])),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit(values)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={form.title}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="chat-form" busy={busy}>
            {form.submit}
          </Button>
        </>
      }
    >
      <form id="chat-form" noValidate onSubmit={submit} className="flex flex-col gap-4 p-1">
        {form.error ? (
          <p role="alert" className="text-list text-bad">
            {form.error}
          </p>
        ) : null}
        {form.fields.map((field) => (
          <Field key={field.name} label={field.label} required={field.required}>
            {({ required: _required, ...control }) => {
              const value = values[field.name] ?? ''
              const set = (next: string) => setValues({ ...values, [field.name]: next })
              if (field.options) {
                return (
                  <Select
                    {...control}
                    value={value}
                    placeholder="Choose"
                    options={field.options}
                    onValueChange={set}
                  />
                )
              }
              return field.multiline ? (
                <Textarea {...control} value={value} onChange={(event) => set(event.target.value)} />
              ) : (
                <Input {...control} value={value} onChange={(event) => set(event.target.value)} />
              )
            }}
          </Field>
        ))}
      </form>
    </Dialog>
  )
}
