import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { changesOf, draftOf, type ContactDraft } from './contact-draft.ts'
import { contactQuery, contactsApi, type Contact } from './contacts-api.ts'

const lines = [
  { name: 'name', label: 'Name', type: 'text', autoComplete: 'off' },
  { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'off' },
  { name: 'phone', label: 'Phone', type: 'tel', autoComplete: 'off' },
] as const

/** What the team knows of somebody. Nothing is saved before Save. */
export function ContactForm({ contact }: { contact: Contact }) {
  const { can } = useMe()
  const [draft, setDraft] = useState(() => draftOf(contact))
  const save = useSave(contact, setDraft)
  const readOnly = !can('contacts:write')
  const changes = changesOf(contact, draft)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changes) save.mutate(changes)
  }
  return (
    <Card title="About them">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-4 md:grid-cols-3">
          {lines.map(({ name, label, ...rest }) => (
            <Field key={name} label={label}>
              {({ required: _required, ...control }) => (
                <Input
                  {...control}
                  {...rest}
                  readOnly={readOnly}
                  value={draft[name]}
                  onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <Field label="Note" hint="Only your team sees it.">
          {({ required: _required, ...control }) => (
            <Textarea
              {...control}
              rows={2}
              readOnly={readOnly}
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
          )}
        </Field>
        <Facts draft={draft} readOnly={readOnly} onChange={setDraft} />
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
        {readOnly ? null : (
          <div className="flex gap-2">
            <Button look="primary" type="submit" disabled={!changes} busy={save.isPending}>
              Save
            </Button>
            {changes ? (
              <Button look="quiet" onClick={() => setDraft(draftOf(contact))}>
                Discard
              </Button>
            ) : null}
          </div>
        )}
      </form>
    </Card>
  )
}

interface FactsProps {
  draft: ContactDraft
  readOnly: boolean
  onChange: (draft: ContactDraft) => void
}

function Facts({ draft, readOnly, onChange }: FactsProps) {
  const put = (index: number, change: Partial<ContactDraft['facts'][number]>) =>
    onChange({
      ...draft,
      facts: draft.facts.map((fact, at) => (at === index ? { ...fact, ...change } : fact)),
    })
  if (readOnly && draft.facts.length === 0) return null
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 text-list font-medium">Facts</legend>
      {draft.facts.map((fact, index) => (
        // Facts have no identity but their place while they are edited.
        <div key={index} className="flex gap-2">
          <Input
            aria-label={`Fact ${index + 1}: name`}
            placeholder="Plan"
            className="w-40"
            maxLength={60}
            readOnly={readOnly}
            value={fact.name}
            onChange={(event) => put(index, { name: event.target.value })}
          />
          <Input
            aria-label={`Fact ${index + 1}: value`}
            placeholder="Gold"
            maxLength={500}
            readOnly={readOnly}
            value={fact.value}
            onChange={(event) => put(index, { value: event.target.value })}
          />
          {readOnly ? null : (
            <IconButton
              label={`Remove ${fact.name || 'this fact'}`}
              icon={<X />}
              onClick={() => onChange({ ...draft, facts: draft.facts.toSpliced(index, 1) })}
            />
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          look="quiet"
          className="self-start"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => onChange({ ...draft, facts: [...draft.facts, { name: '', value: '' }] })}
        >
          Add a fact
        </Button>
      )}
    </fieldset>
  )
}

function useSave(contact: Contact, setDraft: (draft: ContactDraft) => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const send = (json: NonNullable<ReturnType<typeof changesOf>>): Promise<Contact> =>
    unwrap(contactsApi[':id'].$patch({ param: { id: contact.id }, json }))
  const keep = (saved: Contact) => {
    queries.setQueryData(contactQuery(contact.id).queryKey, saved)
    setDraft(draftOf(saved))
    return queries.invalidateQueries({ queryKey: ['contacts', 'list'] })
  }
  const undo = useMutation({
    mutationFn: send,
    meta: { failed: 'It could not be put back' },
    onSuccess: keep,
  })
  return useMutation({
    mutationFn: send,
    meta: { quiet: true },
    onSuccess: (saved) => {
      const back = changesOf(saved, draftOf(contact))
      toasts.show({
        title: `${saved.name} is saved`,
        ...(back ? { undo: () => undo.mutate(back) } : {}),
      })
      return keep(saved)
    },
  })
}
