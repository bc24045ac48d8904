import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { membersQuery } from '../settings/settings-api.ts'
import { openStage } from './approval-words.ts'
import type { Approval } from './approvals-api.ts'
import { useDelegate } from './use-decide.ts'

/** Somebody else decides in my place; the record keeps that I asked them. */
export function DelegateDialog({ approval, onClose }: { approval: Approval; onClose: () => void }) {
  const { memberId } = useMe()
  const members = useQuery(membersQuery)
  const delegate = useDelegate(approval)
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const asked = openStage(approval)?.waiting.map((one) => one.memberId) ?? []
  const others = (members.data ?? []).filter(
    ({ id, role }) => id !== memberId && id !== approval.authorId && !asked.includes(id) && role !== 'viewer',
  )
  const chosen = others.find(({ id }) => id === to)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!chosen) return
    onClose()
    delegate.mutate({
      toMemberId: chosen.id,
      name: chosen.name,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="sm"
      title="Ask somebody else"
      description={approval.title}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="delegate" disabled={!chosen}>
            Ask
          </Button>
        </>
      }
    >
      <form id="delegate" noValidate onSubmit={submit} className="flex flex-col gap-4 p-1">
        <Field
          label="Who decides in your place"
          hint={
            members.data && others.length === 0 ? 'Everybody who may decide is asked already.' : undefined
          }
        >
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={to}
              placeholder="Choose"
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
              onValueChange={setTo}
            />
          )}
        </Field>
        <Field label="A word to them" hint="Not needed.">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
