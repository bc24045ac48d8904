import { Button } from '../../ui/button.tsx'
import type { Conflict } from './use-composer.ts'
import { DifferenceView } from './versions-sheet.tsx'

export interface ConflictNoticeProps {
  id: string
  base: number
  conflict: Conflict
  onTheirs: () => void
  onMine: () => void
}

/** Somebody else saved while I wrote: nobody's words are lost unseen. */
export function ConflictNotice({ id, base, conflict, onTheirs, onMine }: ConflictNoticeProps) {
  return (
    <section
      aria-label="Changed meanwhile"
      role="alert"
      className="border-b border-line bg-warn-soft px-4 py-3"
    >
      <p className="text-list">
        <strong className="font-semibold">{conflict.by} changed this post meanwhile.</strong> Yours is not
        saved. Since you began:
      </p>
      <div className="max-w-prose">
        <DifferenceView id={id} since={base} to={conflict.newest} />
      </div>
      <div className="mt-3 flex gap-2">
        <Button onClick={onTheirs}>Take theirs</Button>
        <Button look="primary" onClick={onMine}>
          Save mine on top
        </Button>
      </div>
    </section>
  )
}
