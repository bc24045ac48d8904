import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2, Zap } from 'lucide-react'
import { useState } from 'react'
import { templateVariables } from '#features/inbox/schema.ts'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState, causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { List } from '../../ui/list.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { inbox, savedRepliesQuery, type SavedReplyView } from './inbox-api.ts'

export function SavedRepliesScreen() {
  const { can } = useMe()
  const mayWrite = can('saved-replies:write')
  const { data, error, isPending, refetch } = useQuery(savedRepliesQuery)
  const [edited, setEdited] = useState<SavedReplyView | 'new'>()
  const add = (
    <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setEdited('new')}>
      New reply
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Saved replies"
        {...(data ? { meta: String(data.length) } : {})}
        {...(mayWrite ? { action: add } : {})}
      />
      {isPending ? <SkeletonRows /> : null}
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data?.length === 0 ? (
        <EmptyState icon={<Zap />} title="No saved replies yet" action={mayWrite ? add : null}>
          What you write again and again: type / in a reply and choose one.
        </EmptyState>
      ) : null}
      {data && data.length > 0 ? (
        <div className="scroll-quiet min-h-0 flex-1">
          <List
            label="Saved replies"
            items={data}
            itemKey={(reply) => reply.id}
            onOpen={(reply) => {
              if (mayWrite) setEdited(reply)
            }}
            row={(reply) => (
              <>
                <span className="w-40 shrink-0 truncate font-medium max-md:w-24">{`/${reply.shortcut}`}</span>
                <span className="w-48 shrink-0 truncate max-md:hidden">{reply.title}</span>
                <span className="min-w-0 flex-1 truncate text-muted">{reply.text}</span>
                <span className="tabular shrink-0 text-meta text-faint">{`${reply.uses} used`}</span>
              </>
            )}
          />
        </div>
      ) : null}
      {edited ? (
        <ReplySheet
          key={edited === 'new' ? 'new' : edited.id}
          reply={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </>
  )
}

function ReplySheet({ reply, onClose }: { reply: SavedReplyView | undefined; onClose: () => void }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const [form, setForm] = useState({
    shortcut: reply?.shortcut ?? '',
    title: reply?.title ?? '',
    text: reply?.text ?? '',
  })
  const [isSure, setSure] = useState(false)
  const done = (title: string) => {
    void queries.invalidateQueries({ queryKey: savedRepliesQuery.queryKey })
    toasts.show({ title })
    onClose()
  }
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      reply
        ? unwrap(inbox['saved-replies'][':id'].$put({ param: { id: reply.id }, json: form }))
        : unwrap(inbox['saved-replies'].$post({ json: form })),
    onSuccess: () => done('Saved'),
  })
  const remove = useMutation({
    meta: { failed: 'It was not deleted' },
    mutationFn: (id: string) => unwrap(inbox['saved-replies'][':id'].$delete({ param: { id } })),
    onSuccess: () => done('Deleted'),
  })
  const set = (patch: Partial<typeof form>) => setForm((old) => ({ ...old, ...patch }))
  return (
    <Sheet
      open
      onOpenChange={(open) => open || onClose()}
      title={reply ? `/${reply.shortcut}` : 'New saved reply'}
      footer={
        <>
          {reply ? (
            <Button
              look="quiet"
              className="mr-auto text-bad"
              icon={<Trash2 aria-hidden className="size-4" />}
              onClick={() => setSure(true)}
            >
              Delete
            </Button>
          ) : null}
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="saved-reply" busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="saved-reply"
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label="Shortcut" hint="What you type after /, e.g. shipping" required>
          {(control) => (
            <Input
              {...control}
              autoFocus
              value={form.shortcut}
              onChange={(event) => set({ shortcut: event.target.value.toLowerCase().replace(/\s+/g, '-') })}
            />
          )}
        </Field>
        <Field label="Title" required>
          {(control) => (
            <Input {...control} value={form.title} onChange={(event) => set({ title: event.target.value })} />
          )}
        </Field>
        <Field
          label="Text"
          required
          hint="In braces stands what is filled in; after a bar, what to say when it is not known: {firstName|there}"
        >
          {(control) => (
            <Textarea
              {...control}
              className="min-h-40"
              value={form.text}
              onChange={(event) => set({ text: event.target.value })}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-1">
          {Object.entries(templateVariables).map(([name, words]) => (
            <Button
              key={name}
              size="sm"
              title={words}
              onClick={() => set({ text: `${form.text}{${name}}` })}
            >{`{${name}}`}</Button>
          ))}
        </div>
        {save.error ? (
          <p role="alert" className="text-meta text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
      </form>
      {reply ? (
        <Confirm
          open={isSure}
          onOpenChange={setSure}
          title={`Delete /${reply.shortcut}?`}
          act="Delete"
          danger
          onConfirm={() => remove.mutate(reply.id)}
        >
          Messages that were sent with it stay as they are.
        </Confirm>
      ) : null}
    </Sheet>
  )
}
