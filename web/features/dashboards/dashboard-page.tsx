import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LayoutDashboard, PenLine, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { BehindSheet } from './behind-sheet.tsx'
import type { DashboardSearch } from './dashboard-search.ts'
import { DashboardMenu } from './dashboard-menu.tsx'
import { answerQuery, viewsQuery, type Behind, type DashboardView } from './dashboards-api.ts'
import { EditBar } from './edit-bar.tsx'
import { EditedGrid } from './edited-grid.tsx'
import { changeSettings, settingsIn } from './settings.ts'
import { SettingsBar } from './settings-bar.tsx'
import { useDashboardActs } from './use-dashboard-acts.ts'
import { useDashboardDraft } from './use-dashboard-draft.ts'
import { ViewsMenu } from './views-menu.tsx'
import { WidgetCard } from './widget-card.tsx'
import { WidgetDialog } from './widget-dialog.tsx'
import { gridLook } from './widget-size.ts'

export interface DashboardPageProps {
  dashboards: readonly DashboardView[]
  saved: DashboardView
  search: DashboardSearch
}

/** A dashboard: its widgets answered as of now, the same days and filters over all of them. */
export function DashboardPage({ dashboards, saved, search }: DashboardPageProps) {
  const { can } = useMe()
  const mayWrite = can('reports:write')
  const navigate = useNavigate()
  const draft = useDashboardDraft(saved)
  const acts = useDashboardActs(saved, draft)
  const [behind, setBehind] = useState<Behind>()
  const [open, setOpen] = useState<'add' | { change: string }>()
  const views = useQuery(viewsQuery(saved.id))
  const { settings, view } = settingsIn(search, views.data ?? [])
  // A view that is seen first is known before anything is asked.
  const isReady = !views.isPending || search.view === 'none'
  const query = useQuery({ ...answerQuery(saved.id, saved.version, settings), enabled: isReady })
  const answers = useMemo(
    () => new Map(query.data?.widgets.map((answer) => [answer.id, answer])),
    [query.data],
  )
  const go = (next: DashboardSearch) =>
    void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: saved.id }, search: next })
  const { shown } = draft
  const changing = typeof open === 'object' ? shown.widgets.find(({ id }) => id === open.change) : undefined
  const close = () => setOpen(undefined)
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title={shown.name || 'Dashboard'}
        views={<DashboardMenu dashboards={dashboards} current={saved} acts={acts} mayWrite={mayWrite} />}
        action={
          mayWrite && !draft.isEditing ? (
            <Button icon={<PenLine aria-hidden className="size-4" />} onClick={draft.begin}>
              Edit
            </Button>
          ) : undefined
        }
      />
      <div
        role="region"
        aria-label="Widgets"
        // A scroller must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="scroll-quiet ring-inside min-h-0 flex-1"
      >
        <div className="mx-auto flex max-w-[1480px] flex-col gap-3 p-3 md:p-4">
          {draft.isEditing ? null : (
            <SettingsBar
              settings={settings}
              widgets={saved.widgets}
              onChange={(change) => go(changeSettings(settings, change))}
              onReset={() => go({ view: 'none' })}
              views={
                <ViewsMenu
                  dashboardId={saved.id}
                  settings={settings}
                  views={views.data ?? []}
                  view={view}
                  onOpen={(id) => go({ view: id })}
                />
              }
            />
          )}
          {query.isError && !query.data ? (
            <ErrorState
              title="The figures could not be loaded"
              error={query.error}
              onRetry={() => void query.refetch()}
            />
          ) : draft.isEditing ? (
            <EditedGrid draft={draft} answers={answers} onChange={(id) => setOpen({ change: id })} />
          ) : (
            <div className={gridLook}>
              {shown.widgets.map((widget, index) => (
                <WidgetCard
                  key={widget.id}
                  widget={widget}
                  index={index}
                  count={shown.widgets.length}
                  answer={answers.get(widget.id)}
                  isStale={query.isPlaceholderData}
                  onBehind={(metric, row) =>
                    setBehind({ widget: widget.id, metric, ...(row === undefined ? {} : { row }) })
                  }
                />
              ))}
            </div>
          )}
          {shown.widgets.length === 0 ? <Empty onAdd={mayWrite ? () => setOpen('add') : undefined} /> : null}
          {draft.isEditing && shown.widgets.length > 0 ? (
            <Button
              className="self-center"
              icon={<Plus aria-hidden className="size-4" />}
              onClick={() => setOpen('add')}
            >
              Add a widget
            </Button>
          ) : null}
        </div>
      </div>
      {draft.isEditing ? <EditBar draft={draft} saved={saved} acts={acts} /> : null}
      {open === 'add' || changing ? (
        <WidgetDialog
          key={changing?.id ?? 'new'}
          widget={changing}
          onClose={close}
          onDone={(widget) => {
            if (changing) draft.replace(widget)
            else draft.add(widget)
            close()
          }}
        />
      ) : null}
      {behind ? (
        <BehindSheet
          dashboardId={saved.id}
          settings={settings}
          behind={behind}
          onClose={() => setBehind(undefined)}
        />
      ) : null}
    </div>
  )
}

const Empty = ({ onAdd }: { onAdd: (() => void) | undefined }) => (
  <EmptyState
    icon={<LayoutDashboard />}
    title="An empty dashboard"
    action={
      onAdd ? (
        <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={onAdd}>
          Add a widget
        </Button>
      ) : undefined
    }
  >
    A widget is a question that is asked anew each time you look.
  </EmptyState>
)
