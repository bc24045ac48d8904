import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, CalendarClock, ChartLine, Ellipsis, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { schedulesQuery, type ReportView, type Section } from './reports-api.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { ScheduleList } from './schedule-list.tsx'
import { SectionCard } from './section-card.tsx'
import { SectionDialog } from './section-dialog.tsx'
import { useReportActs } from './use-report-acts.ts'
import { useReportDraft } from './use-report-draft.ts'

const most = 20

export interface ReportPageProps {
  saved: ReportView | undefined
  /** What a new one starts from. */
  begin: { name: string; sections: readonly Section[] }
}

/** A report: its questions answered now, in an order that can be changed, and to whom it goes. */
export function ReportPage({ saved, begin }: ReportPageProps) {
  const { can } = useMe()
  const mayWrite = can('reports:write')
  const toasts = useToasts()
  const draft = useReportDraft(saved, begin)
  const acts = useReportActs(saved, draft.discard)
  const [open, setOpen] = useState<'add' | 'schedule' | 'delete' | { change: string }>()
  const { shown } = draft
  const isDirty = draft.isChanged || saved === undefined
  const close = () => setOpen(undefined)
  const save = () => {
    if (mayWrite && isDirty && !draft.isOutdated) acts.save(shown)
  }
  useShortcut('send', save)
  const changing =
    typeof open === 'object' ? shown.sections.find(({ key }) => key === open.change) : undefined
  const remove = (key: string) => {
    draft.remove(key)
    toasts.show({ title: 'The section is out', undo: () => draft.restore(shown) })
  }
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={shown.name || 'Report'}
        action={
          mayWrite && saved ? (
            <>
              <Button
                icon={<CalendarClock aria-hidden className="size-4" />}
                onClick={() => setOpen('schedule')}
              >
                Schedule
              </Button>
              <Menu align="end" trigger={<IconButton label="More" icon={<Ellipsis />} />}>
                <MenuItem icon={<Trash2 />} danger onSelect={() => setOpen('delete')}>
                  Delete…
                </MenuItem>
              </Menu>
            </>
          ) : undefined
        }
      />
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 p-4 md:p-6">
          <Link
            to="/reports"
            className="flex w-fit items-center gap-1 rounded-sm text-list text-muted hover:text-ink pointer-coarse:min-h-11"
          >
            <ArrowLeft aria-hidden className="size-3.5" />
            Reports
          </Link>
          {mayWrite ? (
            <Input
              aria-label="Name of the report"
              maxLength={120}
              value={shown.name}
              onChange={(event) => draft.rename(event.target.value)}
              className="-mx-2.5 h-10 w-[calc(100%+1.25rem)] border-transparent bg-transparent text-title font-semibold hover:border-edge focus-visible:border-edge"
            />
          ) : null}
          {draft.isOutdated && saved ? (
            <Conflict
              onTheirs={draft.discard}
              onMine={() => {
                draft.rebase(saved.version)
                acts.save({ ...shown, base: saved.version })
              }}
            />
          ) : null}
          {shown.sections.map((section, index) => (
            <SectionCard
              key={section.key}
              section={section}
              index={index}
              count={shown.sections.length}
              mayWrite={mayWrite}
              onMove={(to) => draft.move(section.key, to)}
              onChange={() => setOpen({ change: section.key })}
              onRemove={() => remove(section.key)}
            />
          ))}
          {shown.sections.length === 0 ? (
            <EmptyState icon={<ChartLine />} title="An empty report">
              A section is a question that is asked anew each time. Add the first one.
            </EmptyState>
          ) : null}
          {mayWrite && shown.sections.length < most ? (
            <Button
              className="self-center"
              look={shown.sections.length === 0 ? 'primary' : 'secondary'}
              icon={<Plus aria-hidden className="size-4" />}
              onClick={() => setOpen('add')}
            >
              Add a section
            </Button>
          ) : null}
          {saved ? <Sent report={saved} /> : null}
        </div>
      </div>
      {mayWrite && isDirty && shown.sections.length > 0 ? (
        <section
          aria-label="Changes"
          className="flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 md:px-8"
        >
          <p className="min-w-0 flex-1 truncate text-list text-muted">
            {draft.isOutdated ? 'Choose one of the two versions first' : 'Not saved'}
          </p>
          {draft.isChanged && saved ? (
            <Button look="quiet" disabled={acts.isSaving} onClick={draft.discard}>
              Discard
            </Button>
          ) : null}
          <Button
            look="primary"
            busy={acts.isSaving}
            disabled={draft.isOutdated || shown.name.trim() === ''}
            onClick={save}
          >
            Save
          </Button>
        </section>
      ) : null}
      {open === 'add' ? (
        <SectionDialog
          onClose={close}
          onDone={(section) => {
            draft.add(section)
            close()
          }}
        />
      ) : null}
      {changing ? (
        <SectionDialog
          section={changing}
          onClose={close}
          onDone={(section) => {
            draft.replace(changing.key, section)
            close()
          }}
        />
      ) : null}
      {open === 'schedule' && saved ? <ScheduleDialog report={saved} onClose={close} /> : null}
      <Confirm
        open={open === 'delete'}
        onOpenChange={close}
        title={`Delete ${saved?.name ?? 'the report'}?`}
        act="Delete report"
        danger
        onConfirm={acts.remove}
      >
        It is not sent any more, either. This cannot be undone.
      </Confirm>
    </div>
  )
}

function Sent({ report }: { report: ReportView }) {
  const schedules = useQuery(schedulesQuery).data?.filter(({ reportId }) => reportId === report.id)
  if (!schedules?.length) return null
  return (
    <Card title="Sent">
      <div className="-my-3">
        <ScheduleList schedules={schedules} />
      </div>
    </Card>
  )
}

const Conflict = ({ onTheirs, onMine }: { onTheirs: () => void; onMine: () => void }) => (
  <section
    role="alert"
    aria-label="Changed meanwhile"
    className="rounded-lg border border-line bg-warn-soft p-4"
  >
    <h2 className="text-read font-semibold">Somebody changed this report while you were editing</h2>
    <p className="mt-0.5 text-list text-muted">
      Yours is shown here and is not saved. Take theirs, and yours is gone; or save yours in its place.
    </p>
    <div className="mt-3 flex flex-wrap gap-2">
      <Button onClick={onTheirs}>Take theirs</Button>
      <Button look="primary" onClick={onMine}>
        Save mine on top
      </Button>
    </div>
  </section>
)
