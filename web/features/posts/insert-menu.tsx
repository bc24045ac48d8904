import { useQuery } from '@tanstack/react-query'
import { Hash, LayoutTemplate, PenLine, Signature, TextCursorInput } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Picker, type PickerItem } from '../../ui/picker.tsx'
import { snippetsQuery, templatesQuery, type Snippet, type Template } from './posts-api.ts'
import { TextsDialog } from './texts-dialog.tsx'

export interface InsertMenuProps {
  onTemplate: (template: Template, values: Record<string, string>) => void
  onSnippet: (snippet: Snippet) => void
}

/** Templates, hashtag sets and signatures, found by typing. */
export function InsertMenu({ onTemplate, onSnippet }: InsertMenuProps) {
  const templates = useQuery(templatesQuery).data ?? []
  const snippets = useQuery(snippetsQuery).data ?? []
  const [asking, setAsking] = useState<Template>()
  const [managing, setManaging] = useState(false)
  const items: PickerItem[] = [
    ...templates.map(({ id, name, category, body }) => ({
      value: id,
      label: name,
      hint: category || body.text.slice(0, 60),
      icon: <LayoutTemplate />,
      group: 'Templates',
    })),
    ...snippets.map(({ id, kind, name, body }) => ({
      value: id,
      label: name,
      hint: body.slice(0, 60),
      icon: kind === 'hashtags' ? <Hash /> : <Signature />,
      group: kind === 'hashtags' ? 'Hashtags' : 'Signatures',
    })),
    { value: 'manage', label: 'Write or change these texts…', icon: <PenLine />, group: 'Texts' },
  ]
  const pick = (value: string) => {
    if (value === 'manage') return setManaging(true)
    const snippet = snippets.find((one) => one.id === value)
    if (snippet) return onSnippet(snippet)
    const template = templates.find((one) => one.id === value)
    if (!template) return
    if (template.variables.length > 0) setAsking(template)
    else onTemplate(template, {})
  }
  return (
    <>
      <Picker
        label="Insert a template, hashtags or a signature"
        items={items}
        onPick={pick}
        trigger={<IconButton label="Insert a text" icon={<TextCursorInput />} />}
      />
      {asking ? (
        <FillDialog
          template={asking}
          onClose={() => setAsking(undefined)}
          onFill={(values) => {
            onTemplate(asking, values)
            setAsking(undefined)
          }}
        />
      ) : null}
      {managing ? <TextsDialog onClose={() => setManaging(false)} /> : null}
    </>
  )
}

interface FillDialogProps {
  template: Template
  onFill: (values: Record<string, string>) => void
  onClose: () => void
}

function FillDialog({ template, onFill, onClose }: FillDialogProps) {
  const [values, setValues] = useState<Record<string, string>>({})
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Fill in “${template.name}”`}
      description="What you leave empty stays as {{name}}, to be filled in the text."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" onClick={() => onFill(values)}>
            Insert
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {template.variables.map((name) => (
          <Field key={name} label={name}>
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                value={values[name] ?? ''}
                onChange={(event) => setValues((old) => ({ ...old, [name]: event.target.value }))}
              />
            )}
          </Field>
        ))}
      </div>
    </Dialog>
  )
}
