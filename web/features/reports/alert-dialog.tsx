import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { alertEvents, conditions, windows } from '#features/alerts/schema.ts'
import type { AlertEvent, MetricWatch, Watch } from '#features/alerts/schema.ts'
import type { Filters, MetricId } from '#features/metrics/schema.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { catalogueQuery } from '../ask/ask-api.ts'
import { changeSearch, type AskSearch } from '../ask/ask-search.ts'
import { FilterFields } from '../ask/filter-fields.tsx'
import { readQuestion } from '../ask/question.ts'
import { conditionWords, eventWords, thresholdUnit, windowWords } from './alert-words.ts'
import { emptyPlace, placeFault, PlaceField, usePlaces } from './place-field.tsx'
import { createAlert, type Place } from './reports-api.ts'

const kinds = [
  { value: 'metric', label: 'A figure' },
  { value: 'event', label: 'Something happens' },
] as const

interface Draft {
  kind: 'metric' | 'event'
  metric: MetricId
  condition: MetricWatch['condition']
  window: MetricWatch['window']
  threshold: string
  event: AlertEvent
  waitMinutes: string
  filters: AskSearch
}

const first: Draft = {
  kind: 'metric',
  metric: 'engagements',
  condition: 'drops_by',
  window: 'week',
  threshold: '30',
  event: 'post_failed',
  waitMinutes: '60',
  filters: {},
}

const figure = (text: string): number | undefined => {
  const value = Number(text.replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value
}

function filtersOf(search: AskSearch): Filters | undefined {
  return readQuestion({ ...search, metrics: 'engagements' }).question?.filters
}

/** What is to be watched, as the server takes it, or what is missing. */
function watchOf(draft: Draft, factor: number): { watch: Watch } | { fault: string } {
  const filters = filtersOf(draft.filters)
  if (draft.kind === 'event') {
    if (draft.event !== 'sla_breach') return { watch: { kind: 'event', event: draft.event } }
    const wait = figure(draft.waitMinutes)
    if (wait === undefined || wait < 1) return { fault: 'Say how many minutes a customer may wait.' }
    return { watch: { kind: 'event', event: draft.event, threshold: Math.round(wait * 60) } }
  }
  const { metric, condition, window } = draft
  const base = { kind: 'metric' as const, metric, condition, window, ...(filters ? { filters } : {}) }
  if (condition === 'anomaly') return { watch: base }
  const threshold = figure(draft.threshold)
  return threshold === undefined
    ? { fault: 'Write a number.' }
    : { watch: { ...base, threshold: threshold * factor } }
}

/** Be told in chat when a figure passes a mark, or when something fails. */
export function AlertDialog({ onClose }: { onClose: () => void }) {
  const { memberId } = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const catalogue = useQuery(catalogueQuery).data ?? []
  const { placeOf } = usePlaces()
  const [draft, setDraft] = useState(first)
  const [where, setWhere] = useState(() => emptyPlace(memberId))
  const [tried, setTried] = useState(false)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const unit = thresholdUnit(draft.condition, catalogue.find(({ id }) => id === draft.metric)?.unit)
  const read = watchOf(draft, unit.factor)
  const fault = 'fault' in read ? read.fault : undefined
  const place = placeOf(where)
  const save = useMutation({
    mutationFn: (input: { watch: Watch; place: Place }) => createAlert(input),
    meta: { quiet: true },
    onSuccess({ name, placeName }) {
      void queries.invalidateQueries({ queryKey: ['alerts'] })
      toasts.show({ title: `It is told in ${placeName}`, detail: name, tone: 'good' })
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (place && 'watch' in read) save.mutate({ watch: read.watch, place })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="New alert"
      description="You are told once when it begins, not each time we look."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={save.isPending} onClick={submit}>
            Watch it
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Segmented
          label="What is watched"
          value={draft.kind}
          segments={kinds}
          onValueChange={(kind) => change({ kind })}
          className="self-start"
        />
        {draft.kind === 'metric' ? (
          <>
            <Field label="Figure">
              {({ required: _required, ...control }) => (
                <Select
                  {...control}
                  value={draft.metric}
                  options={catalogue
                    .filter(({ missing }) => missing === null)
                    .map(({ id, name }) => ({ value: id, label: name }))}
                  onValueChange={(metric) => change({ metric })}
                />
              )}
            </Field>
            <div className="grid grid-cols-2 gap-x-2 gap-y-3 md:grid-cols-[1.2fr_1fr_1fr]">
              <Field label="When it">
                {({ required: _required, ...control }) => (
                  <Select
                    {...control}
                    value={draft.condition}
                    options={conditions.map((value) => ({ value, label: conditionWords[value] }))}
                    onValueChange={(condition) => change({ condition })}
                  />
                )}
              </Field>
              {draft.condition === 'anomaly' ? null : (
                <Field label={unit.label} error={tried ? fault : undefined}>
                  {({ required: _required, ...control }) => (
                    <Input
                      {...control}
                      inputMode="decimal"
                      value={draft.threshold}
                      maxLength={15}
                      onChange={(event) => change({ threshold: event.target.value })}
                    />
                  )}
                </Field>
              )}
              <Field label="Within">
                {({ required: _required, ...control }) => (
                  <Select
                    {...control}
                    value={draft.window}
                    options={windows.map((value) => ({ value, label: windowWords[value] }))}
                    onValueChange={(window) => change({ window })}
                  />
                )}
              </Field>
            </div>
            <FilterFields
              value={draft.filters}
              onChange={(parts) => change({ filters: changeSearch(draft.filters, parts) })}
            />
          </>
        ) : (
          <>
            <Field label="When">
              {({ required: _required, ...control }) => (
                <Select
                  {...control}
                  value={draft.event}
                  options={alertEvents.map((value) => ({ value, label: eventWords[value] }))}
                  onValueChange={(event) => change({ event })}
                />
              )}
            </Field>
            {draft.event === 'sla_breach' ? (
              <Field label="Minutes without an answer" error={tried ? fault : undefined}>
                {({ required: _required, ...control }) => (
                  <Input
                    {...control}
                    inputMode="numeric"
                    className="w-32"
                    value={draft.waitMinutes}
                    maxLength={6}
                    onChange={(event) => change({ waitMinutes: event.target.value })}
                  />
                )}
              </Field>
            ) : null}
          </>
        )}
        <PlaceField
          chatsOnly
          value={where}
          fault={tried && !place ? placeFault[where.kind] : undefined}
          onChange={setWhere}
        />
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
