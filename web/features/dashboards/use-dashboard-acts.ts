import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ApiError } from '../../app/api.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import {
  changeDashboard,
  createDashboard,
  dashboardsQuery,
  deleteDashboard,
  type DashboardView,
} from './dashboards-api.ts'
import type { DashboardDraft } from './use-dashboard-draft.ts'

/** Making, saving and deleting; a version of somebody else's that came first is fetched, and the page says so. */
export function useDashboardActs(saved: DashboardView, draft: DashboardDraft) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toasts = useToasts()
  const keep = (one: DashboardView) =>
    queries.setQueryData(dashboardsQuery.queryKey, (old) =>
      old?.some(({ id }) => id === one.id)
        ? old.map((other) => (other.id === one.id ? one : other))
        : [...(old ?? []), one],
    )
  const open = (id: string) =>
    void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: id }, search: {} })
  const save = useMutation({
    mutationFn: (version: number) =>
      changeDashboard(saved.id, {
        name: draft.shown.name.trim(),
        shared: draft.shown.shared,
        widgets: [...draft.shown.widgets],
        version,
      }),
    meta: { quiet: true },
    onSuccess(one) {
      keep(one)
      draft.discard()
      toasts.show({ title: 'Saved', tone: 'good' })
    },
    onError(error) {
      if (error instanceof ApiError && error.code === 'conflict')
        void queries.invalidateQueries({ queryKey: dashboardsQuery.queryKey })
      else toasts.show({ title: 'The dashboard was not saved', detail: causeOf(error), tone: 'bad' })
    },
  })
  const make = useMutation({
    mutationFn: createDashboard,
    meta: { failed: 'The dashboard was not made' },
    onSuccess(one) {
      keep(one)
      open(one.id)
    },
  })
  const remove = useMutation({
    mutationFn: () => deleteDashboard(saved.id),
    meta: { failed: 'The dashboard was not deleted' },
    onSuccess({ id, name }) {
      void navigate({ to: '/dashboard', search: {} })
      queries.setQueryData(dashboardsQuery.queryKey, (old) => old?.filter((one) => one.id !== id))
      toasts.show({ title: `${name} is deleted` })
    },
  })
  return {
    isSaving: save.isPending,
    save: () => save.mutate(draft.base),
    saveOnTop: () => {
      draft.rebase()
      save.mutate(saved.version)
    },
    create: () => make.mutate({ name: 'New dashboard', widgets: [] }),
    copy: () =>
      make.mutate({
        name: `${saved.name}, my copy`.slice(0, 80),
        widgets: saved.widgets,
        shared: false,
      }),
    remove: () => remove.mutate(),
  }
}

export type DashboardActs = ReturnType<typeof useDashboardActs>
