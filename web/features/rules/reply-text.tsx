import { useRef } from 'react'
import { templateVariables } from '#features/inbox/schema.ts'
import { Field } from '../../ui/field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useMe } from '../../app/me.ts'
import { sampleText } from './sample-text.ts'

type Variable = keyof typeof templateVariables
const isVariable = (name: string): name is Variable => Object.hasOwn(templateVariables, name)
// The old name of `username` still works, and nobody need learn it.
const variables = Object.keys(templateVariables)
  .filter(isVariable)
  .filter((name) => name !== 'igUsername')

export interface ReplyTextProps {
  text: string
  onChange: (text: string) => void
  problem: string | undefined
}

/** A text with variables: picked below it, filled in for a sample person under that. */
export function ReplyText({ text, onChange, problem }: ReplyTextProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { org } = useMe()
  const insert = (name: Variable) => {
    const at = field.current
    const [from, to] = [at?.selectionStart ?? text.length, at?.selectionEnd ?? text.length]
    const word = name === 'firstName' ? '{firstName|there}' : `{${name}}`
    onChange(text.slice(0, from) + word + text.slice(to))
    requestAnimationFrame(() => {
      at?.focus()
      at?.setSelectionRange(from + word.length, from + word.length)
    })
  }
  const preview = sampleText(text, org?.name ?? 'your shop')
  return (
    <>
      <Field
        label="Text"
        error={problem}
        aside={<span className="tabular text-meta text-faint">{text.length} / 4000</span>}
      >
        {(control) => (
          <Textarea
            {...control}
            ref={field}
            autoFocus
            maxLength={4_000}
            value={text}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
      <div role="group" aria-label="Put in" className="flex flex-wrap gap-1">
        {variables.map((name) => (
          <button
            key={name}
            type="button"
            title={templateVariables[name]}
            onClick={() => insert(name)}
            className="h-6 rounded-sm bg-fill px-1.5 font-mono text-meta text-muted hover:text-ink pointer-coarse:h-9"
          >
            {`{${name}}`}
          </button>
        ))}
      </div>
      {text.trim() ? (
        <figure className="rounded-md bg-accent-soft px-3 py-2">
          <figcaption className="text-meta text-muted">To Ana Ruiz it says</figcaption>
          <p className="mt-0.5 text-read break-words whitespace-pre-wrap">{preview}</p>
        </figure>
      ) : null}
    </>
  )
}
