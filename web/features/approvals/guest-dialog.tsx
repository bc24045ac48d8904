import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { unwrap } from '../../app/api.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { approvalsApi, guestLinksQuery, type Approval } from './approvals-api.ts'

const lasts = [
  { value: '1', label: 'A day' },
  { value: '7', label: 'A week' },
  { value: '30', label: 'A month' },
] as const
type Lasts = (typeof lasts)[number]['value']

/** Somebody outside the team decides about this one request, by a link that is shown once. */
export function GuestDialog({ approval, onClose }: { approval: Approval; onClose: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [days, setDays] = useState<Lasts>('7')
  const make = useMutation({
    mutationFn: () =>
      unwrap(
        approvalsApi[':id'].guests.$post({
          param: { id: approval.id },
          json: { name: name.trim(), days: Number(days) },
        }),
      ),
    meta: { quiet: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: guestLinksQuery(approval.id).queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) make.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Ask a guest"
      description="They see this post and nothing else, and need no account. Their approval counts as one."
      footer={
        <>
          <Button look={make.data ? 'primary' : 'quiet'} onClick={onClose}>
            {make.data ? 'I have it' : 'Cancel'}
          </Button>
          {make.data ? null : (
            <Button look="primary" type="submit" form="guest" disabled={!name.trim()} busy={make.isPending}>
              Make a link
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-5 p-1">
        {make.data ? (
          <div>
            <p className="mb-2 text-list">
              The link for <span className="font-medium">{make.data.name}</span>. Copy it now: it is shown
              this once.
            </p>
            <CopyField label="The link for the guest" value={make.data.url} />
          </div>
        ) : (
          <form id="guest" noValidate onSubmit={submit} className="flex flex-wrap items-end gap-3">
            <Field label="Who it is for" className="min-w-40 flex-1">
              {({ required: _required, ...control }) => (
                <Input
                  {...control}
                  autoFocus
                  maxLength={100}
                  autoComplete="off"
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label="It lasts" className="w-32">
              {({ required: _required, ...control }) => (
                <Select {...control} value={days} options={lasts} onValueChange={setDays} />
              )}
            </Field>
          </form>
        )}
        {make.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(make.error)}
          </p>
        ) : null}
        <GuestLinks approvalId={approval.id} />
      </div>
    </Dialog>
  )
}

function GuestLinks({ approvalId }: { approvalId: string }) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const { queryKey } = guestLinksQuery(approvalId)
  const { data: links } = useQuery(guestLinksQuery(approvalId))
  const revoke = useMutation({
    mutationFn: (id: string) => unwrap(approvalsApi.guests[':id'].$delete({ param: { id } })),
    meta: { failed: 'The link still works' },
    onMutate: (id) =>
      queries.setQueryData(queryKey, (old) =>
        old?.map((link) => (link.id === id ? { ...link, revoked: true } : link)),
      ),
    onSuccess: () => toasts.show({ title: 'The link no longer works' }),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
  if (!links || links.length === 0) return null
  return (
    <section aria-label="Links of guests">
      <h3 className="text-list font-medium">Links of guests</h3>
      <ul className="mt-1 divide-y divide-line">
        {links.map((link) => (
          <li key={link.id} className="flex items-center gap-3 py-2 text-list">
            <span className="min-w-0 flex-1 truncate">{link.name}</span>
            {link.revoked ? (
              <Badge>Taken back</Badge>
            ) : link.used ? (
              <Badge tone="good">Decided</Badge>
            ) : (
              <>
                <span className="text-meta text-muted">
                  ends <Time at={link.expiresAt} />
                </span>
                <Button
                  size="sm"
                  aria-label={`Take back the link of ${link.name}`}
                  onClick={() => revoke.mutate(link.id)}
                >
                  Take back
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
