import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Hash, Plus, Signature, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { unwrap } from '../../app/api.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { postsApi, snippetsQuery, type Snippet } from './posts-api.ts'

type Editing = Pick<Snippet, 'kind' | 'name' | 'body' | 'caps'> & { id?: string }

const kinds = [
  { value: 'hashtags', label: 'Hashtags' },
  { value: 'signature', label: 'Signature' },
] as const

/** Hashtag sets and signatures of the team. */
export function TextsDialog({ onClose }: { onClose: () => void }) {
  const query = useQuery(snippetsQuery)
  const [editing, setEditing] = useState<Editing>()
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={editing ? (editing.id ? 'Change the text' : 'New text') : 'Hashtags and signatures'}
      description={editing ? undefined : 'The whole team inserts them into posts.'}
    >
      {editing ? (
        <SnippetForm editing={editing} onDone={() => setEditing(undefined)} />
      ) : (
        <QueryView query={query}>
          {(snippets) => (
            <>
              <ul className="mb-3 flex flex-col">
                {snippets.map((snippet) => (
                  <SnippetRow key={snippet.id} snippet={snippet} onEdit={() => setEditing(snippet)} />
                ))}
              </ul>
              <Button
                icon={<Plus className="size-4" />}
                onClick={() => setEditing({ kind: 'hashtags', name: '', body: '', caps: {} })}
              >
                New text
              </Button>
            </>
          )}
        </QueryView>
      )}
    </Dialog>
  )
}

function SnippetRow({ snippet, onEdit }: { snippet: Snippet; onEdit: () => void }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: snippetsQuery.queryKey })
  const { kind, name, body, caps } = snippet
  const remove = useMutation({
    mutationFn: () => unwrap(postsApi.snippets[':id'].$delete({ param: { id: snippet.id } })),
    meta: { failed: 'The text was not deleted' },
    onSuccess: () => {
      toasts.show({
        title: `“${name}” is deleted`,
        undo: () =>
          void unwrap(postsApi.snippets.$post({ json: { kind, name, body, caps } })).then(
            fresh,
            () => undefined,
          ),
      })
      return fresh()
    },
  })
  const Icon = kind === 'hashtags' ? Hash : Signature
  return (
    <li className="flex items-center gap-2 border-b border-line py-2 last:border-0">
      <Icon aria-hidden className="size-4 shrink-0 text-faint" />
      <button type="button" onClick={onEdit} className="min-w-0 flex-1 rounded-md text-left">
        <span className="block truncate text-list font-medium">{name}</span>
        <span className="block truncate text-meta text-muted">{body}</span>
      </button>
      <IconButton label={`Delete ${name}`} icon={<Trash2 />} onClick={() => remove.mutate()} />
    </li>
  )
}

function SnippetForm({ editing, onDone }: { editing: Editing; onDone: () => void }) {
  const queries = useQueryClient()
  const [form, setForm] = useState(editing)
  const save = useMutation({
    mutationFn: () => {
      const { id, kind, name, body, caps } = form
      return unwrap(postsApi.snippets.$post({ json: { kind, name, body, caps, ...(id ? { id } : {}) } }))
    },
    meta: { quiet: true },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: snippetsQuery.queryKey })
      onDone()
    },
  })
  const isTags = form.kind === 'hashtags'
  return (
    <div className="flex flex-col gap-4">
      <Segmented
        label="Kind"
        value={form.kind}
        segments={kinds}
        onValueChange={(kind) => setForm({ ...form, kind })}
        className="self-start"
      />
      <Field label="Name">
        {({ required: _required, ...control }) => (
          <Input
            {...control}
            autoFocus
            value={form.name}
            maxLength={100}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={isTags ? 'Hashtags' : 'Text'} hint={isTags ? 'With blanks between.' : undefined}>
        {({ required: _required, ...control }) => (
          <Textarea
            {...control}
            value={form.body}
            onChange={(event) => setForm({ ...form, body: event.target.value })}
          />
        )}
      </Field>
      {isTags ? (
        <Field label="Most hashtags on X" hint="Left empty: all of them.">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              inputMode="numeric"
              className="w-20"
              value={form.caps['x'] ?? ''}
              onChange={(event) => {
                const { x: _old, ...others } = form.caps
                const figure = event.target.value.replace(/\D/g, '').slice(0, 2)
                setForm({ ...form, caps: figure ? { ...others, x: Number(figure) } : others })
              }}
            />
          )}
        </Field>
      ) : null}
      {save.error ? (
        <p role="alert" className="text-list text-bad">
          {causeOf(save.error)}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onDone}>
          Back
        </Button>
        <Button
          look="primary"
          busy={save.isPending}
          disabled={!form.name.trim() || !form.body.trim()}
          onClick={() => save.mutate()}
        >
          Save
        </Button>
      </div>
    </div>
  )
}
