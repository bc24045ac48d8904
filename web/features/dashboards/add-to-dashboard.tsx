import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Look } from '#features/dashboards/schema.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { catalogueQuery } from '../ask/ask-api.ts'
import type { AskSearch } from '../ask/ask-search.ts'
import { subjectWords } from '../ask/question-words.ts'
import { readQuestion, type RollingQuestion } from '../ask/question.ts'
import { changeDashboard, createDashboard, dashboardsQuery, type Widget } from './dashboards-api.ts'
import { newWidgetId } from './widget-dialog.tsx'

/** Puts what stands in Ask's builder on a dashboard, as its last widget. */
export function AddToDashboard({ search }: { search: AskSearch }) {
  const { can } = useMe()
  const [open, setOpen] = useState(false)
  const { question } = readQuestion(search)
  if (!can('reports:write') || !question) return null
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Add to dashboard
      </Button>
      {open ? <AddDialog search={search} question={question} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

/** The look that shows most of a question. */
function lookOf({ by, grain }: RollingQuestion): Look {
  if (by === 'post') return 'posts'
  if (grain) return 'line'
  return by ? 'bar' : 'number'
}

const isNew = '*'

interface AddDialogProps {
  search: AskSearch
  question: RollingQuestion
  onClose: () => void
}

function AddDialog({ search, question, onClose }: AddDialogProps) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toasts = useToasts()
  const { data: catalogue } = useQuery(catalogueQuery)
  const dashboards = useQuery(dashboardsQuery).data ?? []
  const [chosen, setChosen] = useState<string>()
  const where = chosen ?? dashboards[0]?.id ?? isNew
  const look = lookOf(question)
  const widget: Widget = {
    id: newWidgetId(),
    kind: 'question',
    title: subjectWords(search, catalogue).slice(0, 120),
    look,
    question,
    ...(look === 'number' ? { width: 1, height: 'small' } : { width: 2, height: 'tall' }),
  }
  const add = useMutation({
    mutationFn() {
      const one = dashboards.find(({ id }) => id === where)
      return one
        ? changeDashboard(one.id, {
            name: one.name,
            shared: one.shared,
            widgets: [...one.widgets, widget],
            version: one.version,
          })
        : createDashboard({ name: 'New dashboard', widgets: [widget] })
    },
    meta: { quiet: true },
    onSuccess({ id, name }) {
      void queries.invalidateQueries({ queryKey: ['dashboards'] })
      toasts.show({
        title: `Added to ${name}`,
        tone: 'good',
        action: {
          label: 'Open it',
          run: () => void navigate({ to: '/dashboard/$dashboardId', params: { dashboardId: id } }),
        },
      })
      onClose()
    },
    // Somebody changed it meanwhile: the next try adds to what it is now.
    onError: () => void queries.invalidateQueries({ queryKey: dashboardsQuery.queryKey }),
  })
  return (
    <Dialog
      open
      onOpenChange={(next) => next || onClose()}
      width="sm"
      title="Add to a dashboard"
      description={widget.title}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={add.isPending} onClick={() => add.mutate()}>
            Add it
          </Button>
        </>
      }
    >
      <Field label="Dashboard">
        {({ required: _required, ...control }) => (
          <Select
            {...control}
            value={where}
            options={[
              ...dashboards.map(({ id, name }) => ({ value: id, label: name })),
              { value: isNew, label: 'A new dashboard' },
            ]}
            onValueChange={setChosen}
          />
        )}
      </Field>
      {add.error ? (
        <p role="alert" className="mt-3 text-list text-bad">
          {causeOf(add.error)}
        </p>
      ) : null}
    </Dialog>
  )
}
