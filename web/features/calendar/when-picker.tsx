import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { plannedWords, viewerZone } from '../posts/post-words.ts'
import { BestHours } from './best-hours.tsx'
import { freeSlotsQuery, type When } from './calendar-api.ts'
import { repeats, repeatWords, toRrule, type Repeat } from './repeat.ts'
import { clockOf, dayOf, plusDays, wallIn } from './wall.ts'
import { ZoneInput } from './zone-input.tsx'

export interface WhenPickerProps {
  channelIds: readonly string[]
  /** What it is planned for now. */
  wall: string | null
  zone: string | null
  /** A repetition is begun by a post that stands alone. */
  mayRepeat: boolean
  busy: boolean
  /** What the button says: "Set time", "Schedule". */
  act: string
  onPick: (when: When) => void
}

/** The next free slots, hours that did best, or a date and a clock in a zone, once or again and again. */
export function WhenPicker({ channelIds, wall, zone, mayRepeat, busy, act, onPick }: WhenPickerProps) {
  const [start] = useState(
    () => wall?.slice(0, 16) ?? `${dayOf(plusDays(wallIn(Date.now(), viewerZone()), 1))}T09:00`,
  )
  const [day, setDay] = useState(dayOf(start))
  const [clock, setClock] = useState(clockOf(start))
  const [inZone, setZone] = useState(zone ?? viewerZone())
  const [repeat, setRepeat] = useState<Repeat>('none')
  const [until, setUntil] = useState('')
  const said = `${day}T${clock}`
  const good = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(said)
  const pick = () => {
    if (!good) return
    onPick(
      repeat === 'none'
        ? { kind: 'wall', wall: said, zone: inZone }
        : { kind: 'rrule', rrule: toRrule(repeat, said, inZone, until || undefined) },
    )
  }
  const words = repeatWords(good ? said : start)
  return (
    <div className="flex flex-col gap-4">
      <FreeSlots channelIds={channelIds} busy={busy} onPick={onPick} />
      <BestHours
        channelIds={channelIds}
        onPick={(best, bestZone) => {
          setDay(dayOf(best))
          setClock(clockOf(best))
          setZone(bestZone)
        }}
      />
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          pick()
        }}
      >
        <div className="grid grid-cols-[1fr_7rem] gap-2">
          <Field label="Date">
            {({ required: _required, ...control }) => (
              <Input {...control} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
            )}
          </Field>
          <Field label="Time">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                type="time"
                value={clock}
                onChange={(event) => setClock(event.target.value.slice(0, 5))}
              />
            )}
          </Field>
        </div>
        <ZoneInput value={inZone} onChange={setZone} />
        {mayRepeat ? (
          <div className="grid grid-cols-[1fr_9.5rem] gap-2">
            <Field label="Repeat">
              {({ required: _required, ...control }) => (
                <Select
                  {...control}
                  value={repeat}
                  options={repeats.map((value) => ({ value, label: words[value] }))}
                  onValueChange={setRepeat}
                />
              )}
            </Field>
            {repeat === 'none' ? null : (
              <Field label="Until">
                {({ required: _required, ...control }) => (
                  <Input
                    {...control}
                    type="date"
                    min={day}
                    value={until}
                    onChange={(event) => setUntil(event.target.value)}
                  />
                )}
              </Field>
            )}
          </div>
        ) : null}
        <Button look="primary" type="submit" busy={busy} disabled={!good}>
          {act}
        </Button>
      </form>
    </div>
  )
}

interface FreeSlotsProps {
  channelIds: readonly string[]
  busy: boolean
  onPick: (when: When) => void
}

function FreeSlots({ channelIds, busy, onPick }: FreeSlotsProps) {
  const { data } = useQuery(freeSlotsQuery(channelIds))
  if (!data?.length) return null
  return (
    <section aria-label="Next free slots" className="flex flex-col gap-1 border-b border-line pb-3">
      <h3 className="text-meta font-medium text-muted">Next free slots</h3>
      {data.map((slot, index) => (
        <button
          key={`${slot.slotId} ${slot.at}`}
          type="button"
          disabled={busy}
          onClick={() =>
            onPick(
              index === 0
                ? { kind: 'next_free', ...(slot.category ? { category: slot.category } : {}) }
                : { kind: 'instant', instant: slot.at, zone: slot.zone },
            )
          }
          className="flex min-h-8 items-center justify-between gap-2 rounded-md px-2 text-left text-list hover:bg-fill pointer-coarse:min-h-11"
        >
          <span className="tabular">{plannedWords(slot.at)}</span>
          {slot.category ? <span className="text-meta text-muted">{slot.category}</span> : null}
        </button>
      ))}
    </section>
  )
}
