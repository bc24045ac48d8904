import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

const dayMs = 86_400_000
const dayOf = (date: Date) =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`

/** The record of a period, both days included, as the reader's days. */
export function exportPath(from: string, to: string): string | undefined {
  const [start, last] = [new Date(`${from}T00:00`), new Date(`${to}T00:00`)]
  if (Number.isNaN(start.getTime()) || Number.isNaN(last.getTime()) || last < start) return undefined
  last.setDate(last.getDate() + 1)
  const query = new URLSearchParams({ from: start.toISOString(), to: last.toISOString() })
  return `/api/v1/approvals/decisions.csv?${query}`
}

export function ExportDialog({ onClose }: { onClose: () => void }) {
  const [from, setFrom] = useState(() => dayOf(new Date(Date.now() - 30 * dayMs)))
  const [to, setTo] = useState(() => dayOf(new Date()))
  const path = exportPath(from, to)
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="sm"
      title="Export decisions"
      description="A spreadsheet with every decision: who, what version, where, when and why."
      footer={
        path ? (
          <Button look="primary" asChild>
            <a href={path} download="approval-decisions.csv" onClick={() => setTimeout(onClose)}>
              <Download aria-hidden className="size-4" />
              Download CSV
            </a>
          </Button>
        ) : (
          <Button look="primary" disabled>
            Download CSV
          </Button>
        )
      }
    >
      <div className="grid grid-cols-2 gap-3 p-1">
        <Field label="From">
          {({ required: _required, ...control }) => (
            <Input {...control} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
          )}
        </Field>
        <Field label="To" error={path ? undefined : 'This day is before the first.'}>
          {({ required: _required, ...control }) => (
            <Input {...control} type="date" value={to} onChange={(event) => setTo(event.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
