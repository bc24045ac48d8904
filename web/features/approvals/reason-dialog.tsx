import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Textarea } from '../../ui/textarea.tsx'

const words = {
  request_changes: {
    title: 'Request changes',
    label: 'What should change?',
    act: 'Request changes',
    look: 'primary',
    missing: 'Say what should change, so that the author can do it.',
  },
  reject: {
    title: 'Reject',
    label: 'Why not?',
    act: 'Reject',
    look: 'danger',
    missing: 'Say why, so that nobody has to guess.',
  },
} as const

export interface ReasonDialogProps {
  verdict: keyof typeof words
  /** What is decided about. */
  title: string
  onDecide: (reason: string) => void
  onClose: () => void
}

export function ReasonDialog({ verdict, title, onDecide, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const said = words[verdict]
  const decide = () => {
    setTried(true)
    if (reason.trim()) onDecide(reason.trim())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    decide()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    decide()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={said.title}
      description={title}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look={said.look} type="submit" form="reason">
            {said.act}
          </Button>
        </>
      }
    >
      <form id="reason" noValidate onSubmit={submit} className="p-1">
        <Field label={said.label} error={tried && !reason.trim() ? said.missing : undefined}>
          {({ required: _required, ...control }) => (
            <Textarea
              {...control}
              autoFocus
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
