import { Undo2 } from 'lucide-react'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Input } from '../../ui/input.tsx'
import type { DashboardView } from './dashboards-api.ts'
import type { DashboardActs } from './use-dashboard-acts.ts'
import type { DashboardDraft } from './use-dashboard-draft.ts'

export interface EditBarProps {
  draft: DashboardDraft
  saved: DashboardView
  acts: DashboardActs
}

/** Name, with whom it is shared, a step back, and saving; what somebody else saved meanwhile is said here. */
export function EditBar({ draft, saved, acts }: EditBarProps) {
  const { shown, isChanged, isOutdated } = draft
  const canSave = isChanged && !isOutdated && shown.name.trim() !== ''
  useShortcut('send', () => canSave && acts.save())
  useShortcut('undo', draft.undo)
  return (
    <section aria-label="Changes" className="border-t border-line bg-surface px-4 py-3">
      {isOutdated ? (
        <div role="alert" className="mb-3 flex flex-wrap items-center gap-2 rounded bg-warn-soft p-3">
          <p className="min-w-60 flex-1 text-list">
            Somebody changed this dashboard while you were editing. Yours is shown and not saved: take theirs,
            and yours is gone; or save yours in its place.
          </p>
          <Button onClick={draft.discard}>Take theirs</Button>
          <Button look="primary" busy={acts.isSaving} onClick={acts.saveOnTop}>
            Save mine on top
          </Button>
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Input
          aria-label="Name of the dashboard"
          maxLength={80}
          value={shown.name}
          onChange={(event) => draft.rename(event.target.value)}
          className="w-64 max-md:w-full"
        />
        <Checkbox
          label="Shared with the team"
          className="max-md:w-full"
          checked={shown.shared}
          disabled={saved.shared && !saved.isMine}
          onCheckedChange={(on) => draft.share(on === true)}
        />
        <span className="flex-1 max-md:hidden" />
        <Button
          look="quiet"
          icon={<Undo2 aria-hidden className="size-4" />}
          disabled={!isChanged}
          onClick={draft.undo}
        >
          Undo
        </Button>
        <Button look="quiet" onClick={draft.discard}>
          {isChanged ? 'Discard' : 'Done'}
        </Button>
        <Button look="primary" busy={acts.isSaving} disabled={!canSave} onClick={acts.save}>
          Save
        </Button>
      </div>
    </section>
  )
}
