import { AlertDialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { scrim } from './dialog.tsx'

export interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will happen, and that it cannot be taken back. */
  children: ReactNode
  /** The act in a word or two: "Delete post". */
  act: string
  danger?: boolean
  onConfirm: () => void
}

/** Only for what cannot be undone: publish now, delete, disconnect. All else acts at once and offers undo. */
export function Confirm({ open, onOpenChange, title, children, act, danger, onConfirm }: ConfirmProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content className="fixed inset-x-4 top-[20dvh] z-40 mx-auto max-w-sm rounded-lg border border-line bg-raised p-5 shadow-float data-[state=closed]:animate-sink data-[state=open]:animate-rise">
          <Radix.Title className="text-head font-semibold">{title}</Radix.Title>
          <Radix.Description className="mt-1 text-list text-muted">{children}</Radix.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Radix.Cancel asChild>
              <Button look="quiet">Cancel</Button>
            </Radix.Cancel>
            <Radix.Action asChild>
              <Button look={danger ? 'danger' : 'primary'} onClick={onConfirm}>
                {act}
              </Button>
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
