import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { catalogueQuery } from '../ask/ask-api.ts'
import type { AskSearch } from '../ask/ask-search.ts'
import { subjectWords } from '../ask/question-words.ts'
import { readQuestion, type RollingQuestion } from '../ask/question.ts'
import { changeReport, createReport, reportsQuery } from './reports-api.ts'

/** Puts what stands in the builder into a report, as its last section. */
export function SaveToReport({ search }: { search: AskSearch }) {
  const { can } = useMe()
  const [open, setOpen] = useState(false)
  const { question } = readQuestion(search)
  if (!can('reports:write') || !question) return null
  return (
    <>
      <Button size="sm" look="primary" onClick={() => setOpen(true)}>
        Save to a report
      </Button>
      {open ? <SaveDialog search={search} question={question} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

interface SaveDialogProps {
  search: AskSearch
  question: RollingQuestion
  onClose: () => void
}

const isNew = '*'

function SaveDialog({ search, question, onClose }: SaveDialogProps) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const navigate = useNavigate()
  const { data: catalogue } = useQuery(catalogueQuery)
  const reports = useQuery(reportsQuery).data ?? []
  const offered = subjectWords(search, catalogue).slice(0, 120)
  const [where, setWhere] = useState(isNew)
  const [name, setName] = useState('')
  const [title, setTitle] = useState('')
  const save = useMutation({
    mutationFn() {
      const section = { title: title.trim() || offered, question }
      const report = reports.find(({ id }) => id === where)
      return report
        ? changeReport(report.id, {
            name: report.name,
            sections: [...report.sections, section],
            version: report.version,
          })
        : createReport({ name: name.trim() || offered, sections: [section] })
    },
    meta: { quiet: true },
    onSuccess({ id, name: saved }) {
      void queries.invalidateQueries({ queryKey: ['reports'] })
      toasts.show({
        title: `Saved in ${saved}`,
        tone: 'good',
        action: {
          label: 'Open it',
          run: () => void navigate({ to: '/reports/$reportId', params: { reportId: id } }),
        },
      })
      onClose()
    },
    // Somebody changed the report meanwhile: the next try adds to what it is now.
    onError: () => void queries.invalidateQueries({ queryKey: reportsQuery.queryKey }),
  })
  return (
    <Dialog
      open
      onOpenChange={(next) => next || onClose()}
      title="Save to a report"
      description="The question is kept, and asked anew each time."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label="Report">
          {({ required: _required, ...control }) => (
            <Select
              {...control}
              value={where}
              options={[
                { value: isNew, label: 'A new report' },
                ...reports.map((report) => ({ value: report.id, label: report.name })),
              ]}
              onValueChange={setWhere}
            />
          )}
        </Field>
        {where === isNew ? (
          <Field label="Name of the report">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                maxLength={120}
                placeholder={offered}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <Field label="Title of the section">
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              maxLength={120}
              placeholder={offered}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        {save.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(save.error)}
          </p>
        ) : null}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}
