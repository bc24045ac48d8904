import type { PostBody } from '#features/posts/schema.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { isLink, type BodyChange, type Scope } from './edit-draft.ts'
import type { Account } from './posts-api.ts'

export interface ExtrasProps {
  body: PostBody
  scope: Scope
  accounts: readonly Account[]
  readOnly: boolean
  onChange: (next: BodyChange) => void
}

/** Link, first comment, kind and what else the platforms offer; each as data of the connector. */
export function Extras({ body, scope, accounts, readOnly, onChange }: ExtrasProps) {
  const shown = scope === 'all' ? accounts : accounts.filter((one) => one.id === scope)
  const formats = [
    ...new Map(shown.flatMap((one) => one.publishes.formats).map((format) => [format.id, format])).values(),
  ]
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Field
        label="Link"
        error={body.link && !isLink(body.link) ? 'A link begins with https://.' : undefined}
      >
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            type="url"
            data-field="link"
            placeholder="https://"
            readOnly={readOnly}
            value={body.link ?? ''}
            onChange={(event) => onChange({ link: event.target.value.trim() || null })}
          />
        )}
      </Field>
      {formats.length > 1 ? (
        <Field label="Kind">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              data-field="format"
              disabled={readOnly}
              value={body.format ?? 'auto'}
              options={[
                { value: 'auto', label: 'Chosen by what it holds' },
                ...formats.map(({ id, label }) => ({ value: id, label })),
              ]}
              onValueChange={(id) => onChange({ format: formatOf(id) })}
            />
          )}
        </Field>
      ) : null}
      <Field label="First comment" className="md:col-span-2">
        {({ required: _required, ...control }) => (
          <Textarea
            {...control}
            rows={1}
            data-field="firstComment"
            placeholder="Hashtags or a link that should not stand in the post"
            readOnly={readOnly}
            value={body.firstComment ?? ''}
            onChange={(event) => onChange({ firstComment: event.target.value || null })}
            className="min-h-9"
          />
        )}
      </Field>
      {scope === 'all'
        ? null
        : shown.map((account) => (
            <Options key={account.id} account={account} body={body} readOnly={readOnly} onChange={onChange} />
          ))}
    </div>
  )
}

const formats = ['text', 'link', 'image', 'carousel', 'video', 'reel', 'story', 'thread'] as const
const formatOf = (id: string) => formats.find((one) => one === id) ?? null

interface OptionsProps {
  account: Account
  body: PostBody
  readOnly: boolean
  onChange: (next: BodyChange) => void
}

function Options({ account, body, readOnly, onChange }: OptionsProps) {
  const { options } = account.publishes
  if (options.length === 0) return null
  return (
    <>
      {options.map(({ name, label, choices, default: usual }) => (
        <Field key={name} label={label}>
          {({ required: _required, ...control }) =>
            choices.length > 0 ? (
              <Select
                {...control}
                disabled={readOnly}
                value={body.options[name] ?? usual}
                options={choices}
                onValueChange={(value) => onChange({ options: { [name]: value } })}
              />
            ) : (
              <Input
                {...control}
                readOnly={readOnly}
                value={body.options[name] ?? usual}
                onChange={(event) => onChange({ options: { [name]: event.target.value } })}
              />
            )
          }
        </Field>
      ))}
    </>
  )
}
