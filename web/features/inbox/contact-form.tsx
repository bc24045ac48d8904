import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { contactQuery, contacts, type ContactView } from './inbox-api.ts'

/** Changes a contact; what somebody else changed meanwhile is refused with a reason. */
export function ContactForm({ contact, onClose }: { contact: ContactView; onClose: () => void }) {
  const queries = useQueryClient()
  const [form, setForm] = useState({
    name: contact.name,
    email: contact.email ?? '',
    phone: contact.phone ?? '',
    note: contact.note ?? '',
  })
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        contacts[':id'].$patch({ param: { id: contact.id }, json: { ...form, version: contact.version } }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(contactQuery(contact.id).queryKey, changed)
      void queries.invalidateQueries({ queryKey: ['inbox', 'list'] })
      void queries.invalidateQueries({ queryKey: ['inbox', 'conversation'] })
      onClose()
    },
  })
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  })
  return (
    <form
      className="space-y-3 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Field label="Name" required>
        {(control) => <Input {...control} autoFocus {...field('name')} />}
      </Field>
      <Field label="E-mail">{(control) => <Input {...control} type="email" {...field('email')} />}</Field>
      <Field label="Phone">{(control) => <Input {...control} type="tel" {...field('phone')} />}</Field>
      <Field label="Note">{(control) => <Textarea {...control} {...field('note')} />}</Field>
      {save.error ? (
        <p role="alert" className="text-meta text-bad">
          {causeOf(save.error)}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" busy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
