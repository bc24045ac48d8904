import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ApiError } from '../../app/api.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { changeReport, createReport, deleteReport, reportsQuery, type ReportView } from './reports-api.ts'
import type { ReportDraft } from './use-report-draft.ts'

/** Saving and deleting; a version of somebody else's that came first is fetched, and the page shows it. */
export function useReportActs(saved: ReportView | undefined, onSaved: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toasts = useToasts()
  const keep = (report: ReportView) =>
    queries.setQueryData(reportsQuery.queryKey, (old) => [
      ...(old ?? []).filter(({ id }) => id !== report.id),
      report,
    ])
  const save = useMutation({
    mutationFn({ name, sections, base }: ReportDraft) {
      const input = {
        name: name.trim(),
        sections: sections.map(({ title, question }) => ({ title, question })),
      }
      return saved
        ? changeReport(saved.id, { ...input, version: base ?? saved.version })
        : createReport(input)
    },
    meta: { quiet: true },
    onSuccess(report) {
      keep(report)
      onSaved()
      toasts.show({ title: 'Saved', tone: 'good' })
      if (!saved) void navigate({ to: '/reports/$reportId', params: { reportId: report.id }, replace: true })
    },
    onError(error) {
      if (error instanceof ApiError && error.code === 'conflict')
        void queries.invalidateQueries({ queryKey: reportsQuery.queryKey })
      else toasts.show({ title: 'The report was not saved', detail: causeOf(error), tone: 'bad' })
    },
  })
  const remove = useMutation({
    mutationFn: deleteReport,
    meta: { failed: 'The report was not deleted' },
    onSuccess({ id, name }) {
      void navigate({ to: '/reports' })
      queries.setQueryData(reportsQuery.queryKey, (old) => old?.filter((one) => one.id !== id))
      void queries.invalidateQueries({ queryKey: ['reports'] })
      toasts.show({ title: `${name} is deleted` })
    },
  })
  return {
    isSaving: save.isPending,
    save: (draft: ReportDraft) => save.mutate(draft),
    remove: () => {
      if (saved) remove.mutate(saved.id)
    },
  }
}
