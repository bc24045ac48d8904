import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { ZoneInput } from '../calendar/zone-input.tsx'
import { plannedWords, viewerZone } from '../posts/post-words.ts'
import { emptyPlace, placeFault, PlaceField, usePlaces } from './place-field.tsx'
import { scheduleReport, type ReportView } from './reports-api.ts'
import { rruleOf, timeFault, timeWords, weekdays, type SendingTime } from './sending-time.ts'

const repeats = [
  { value: 'weekly', label: 'Every week' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekdays', label: 'Monday to Friday' },
  { value: 'monthly', label: 'Every month' },
] as const

const monthDays = Array.from({ length: 28 }, (_, index) => String(index + 1))

/** Sends a report again and again, to where people are. */
export function ScheduleDialog({ report, onClose }: { report: ReportView; onClose: () => void }) {
  const { memberId } = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const { placeOf } = usePlaces()
  const [time, setTime] = useState<SendingTime>({
    repeat: 'weekly',
    weekday: 1,
    monthDay: 1,
    clock: '08:30',
    zone: viewerZone(),
  })
  const [where, setWhere] = useState(() => emptyPlace(memberId))
  const [tried, setTried] = useState(false)
  const place = placeOf(where)
  const fault = timeFault(time)
  const change = (part: Partial<SendingTime>) => setTime({ ...time, ...part })
  const save = useMutation({
    mutationFn: (to: NonNullable<typeof place>) =>
      scheduleReport({ reportId: report.id, rrule: rruleOf(time, Date.now()), place: to }),
    meta: { quiet: true },
    onSuccess({ placeName, nextAt }) {
      void queries.invalidateQueries({ queryKey: ['reports', 'schedules'] })
      toasts.show({
        title: `${report.name} goes to ${placeName}`,
        ...(nextAt ? { detail: `First on ${plannedWords(nextAt)}.` } : {}),
        tone: 'good',
      })
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (place && !fault) save.mutate(place)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Send it again and again"
      description={`${report.name}, with the figures of that moment.`}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" busy={save.isPending} onClick={submit}>
            Schedule
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
        <div className="grid grid-cols-2 gap-2">
          <Field label="How often">
            {({ required: _required, ...control }) => (
              <Select
                {...control}
                value={time.repeat}
                options={repeats}
                onValueChange={(repeat) => change({ repeat })}
              />
            )}
          </Field>
          {time.repeat === 'weekly' ? (
            <Field label="Weekday">
              {({ required: _required, ...control }) => (
                <Select
                  {...control}
                  value={String(time.weekday)}
                  options={weekdays.map((label, index) => ({ value: String(index + 1), label }))}
                  onValueChange={(weekday) => change({ weekday: Number(weekday) })}
                />
              )}
            </Field>
          ) : time.repeat === 'monthly' ? (
            <Field label="Day of the month">
              {({ required: _required, ...control }) => (
                <Select
                  {...control}
                  value={String(time.monthDay)}
                  options={monthDays.map((day) => ({ value: day, label: day }))}
                  onValueChange={(monthDay) => change({ monthDay: Number(monthDay) })}
                />
              )}
            </Field>
          ) : null}
        </div>
        <div className="grid grid-cols-[7rem_1fr] gap-2">
          <Field label="Time">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                type="time"
                value={time.clock}
                onChange={(event) => change({ clock: event.target.value.slice(0, 5) })}
              />
            )}
          </Field>
          <ZoneInput value={time.zone} onChange={(zone) => change({ zone })} />
        </div>
        <PlaceField
          value={where}
          fault={tried && !place ? placeFault[where.kind] : undefined}
          onChange={setWhere}
        />
        {fault ? (
          <p role="alert" className="text-list text-bad">
            {fault}
          </p>
        ) : (
          <p className="text-list text-muted">{timeWords(time)}.</p>
        )}
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
