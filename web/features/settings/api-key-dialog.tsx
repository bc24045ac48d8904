import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { scopeWords } from './scope-words.ts'
import { apiKeysQuery, orgsApi, type NewApiKey } from './settings-api.ts'

export function ApiKeyDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<NewApiKey>()
  if (made) return <Made made={made} onClose={onClose} />
  return <Create onMade={setMade} onClose={onClose} />
}

const ends = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
] as const
type End = (typeof ends)[number]['value']
const dayMs = 86_400_000

function Create({ onMade, onClose }: { onMade: (made: NewApiKey) => void; onClose: () => void }) {
  const { scopes: mine } = useMe()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [end, setEnd] = useState<End>('never')
  const create = useMutation({
    mutationFn: (): Promise<NewApiKey> =>
      unwrap(
        orgsApi['api-keys'].$post({
          json: {
            name,
            scopes: [...chosen],
            ...(end === 'never'
              ? {}
              : { expiresAt: new Date(Date.now() + Number(end) * dayMs).toISOString() }),
          },
        }),
      ),
    meta: { quiet: true },
    onSuccess: (made) => {
      onMade(made)
      return queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const toggle = (scope: string) => setChosen((old) => old.symmetricDifference(new Set([scope])))
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Create an API key"
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            type="submit"
            form="new-key"
            disabled={!name.trim() || chosen.size === 0}
            busy={create.isPending}
          >
            Create
          </Button>
        </>
      }
    >
      <form id="new-key" noValidate onSubmit={submit} className="flex flex-col gap-5 p-1">
        <Field label="Name" hint="What uses it: “Warehouse sync”.">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={80}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset>
          <legend className="text-list font-medium">It may</legend>
          <ul className="mt-2 grid gap-2.5 md:grid-cols-2">
            {mine.map((scope) => (
              <li key={scope}>
                <Checkbox
                  checked={chosen.has(scope)}
                  onCheckedChange={() => toggle(scope)}
                  label={scopeWords(scope)}
                />
              </li>
            ))}
          </ul>
        </fieldset>
        <Field label="It ends" className="w-48">
          {({ required: _required, ...control }) => (
            <Select {...control} value={end} options={ends} onValueChange={setEnd} />
          )}
        </Field>
        {create.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(create.error)}
          </p>
        ) : null}
      </form>
    </Dialog>
  )
}

const Made = ({ made, onClose }: { made: NewApiKey; onClose: () => void }) => (
  <Dialog
    open
    onOpenChange={(open) => open || onClose()}
    title={`${made.name} is ready`}
    description="Copy the key now. It is shown this once; we keep only its fingerprint."
    footer={
      <Button look="primary" onClick={onClose}>
        I have it
      </Button>
    }
  >
    <div className="p-1">
      <CopyField label="The new API key" value={made.key} />
    </div>
  </Dialog>
)
