import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { OctagonPause, Play, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { StateView } from '#features/rules/schema.ts'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { rulesClient, rulesStateQuery } from './rules-api.ts'

type Change = { stopped?: boolean; maxRepliesPerHour?: number }

export function useRulesSwitch() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const { user } = useMe()
  const { data: state } = useQuery(rulesStateQuery)
  const { mutate: set } = useMutation({
    mutationFn: (change: Change) => unwrap(rulesClient.state.$put({ json: change })),
    onMutate: async (change) => {
      await queries.cancelQueries({ queryKey: rulesStateQuery.queryKey })
      const before = queries.getQueryData(rulesStateQuery.queryKey)
      if (before) queries.setQueryData(rulesStateQuery.queryKey, changed(before, change, user.name))
      return { before }
    },
    onError: (_error, _change, kept) => {
      if (kept?.before) queries.setQueryData(rulesStateQuery.queryKey, kept.before)
    },
    onSuccess: (after) => queries.setQueryData(rulesStateQuery.queryKey, after),
    meta: { failed: 'The rules were not switched' },
  })
  const setStopped = (stopped: boolean) => {
    set({ stopped })
    toasts.show({
      title: stopped ? 'All rules are stopped' : 'Rules run again',
      ...(stopped ? { detail: 'What they had put off is taken back.' } : {}),
      undo: () => set({ stopped: !stopped }),
    })
  }
  return { state, setStopped, setMost: (maxRepliesPerHour: number) => set({ maxRepliesPerHour }) }
}

const changed = (before: StateView, change: Change, by: string): StateView => ({
  ...before,
  ...change,
  ...(change.stopped === undefined
    ? {}
    : {
        stoppedAt: change.stopped ? new Date().toISOString() : null,
        stoppedBy: change.stopped ? by : null,
      }),
})

/** Stands over the rules: whether they run at all, and the switch that ends it at once. */
export function KillSwitch({ rules }: { rules: ReturnType<typeof useRulesSwitch> }) {
  const { can } = useMe()
  const { state, setStopped } = rules
  const canWrite = can('rules:write')
  if (!state) return <div className="h-14 border-b border-line" />
  if (state.stopped)
    return (
      <section
        aria-label="Rules are stopped"
        className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-bad-soft px-4 py-2"
      >
        <OctagonPause aria-hidden className="size-5 text-bad" />
        <p className="min-w-0 flex-1 text-list">
          <strong className="font-semibold text-bad">All rules are stopped.</strong>{' '}
          {state.stoppedBy ? `${state.stoppedBy} stopped them` : 'They were stopped'}{' '}
          {state.stoppedAt ? <Time at={state.stoppedAt} /> : null}
          {'. People answer everything now.'}
        </p>
        {canWrite ? (
          <Button look="primary" icon={<Play className="size-4" />} onClick={() => setStopped(false)}>
            Let them run again
          </Button>
        ) : null}
      </section>
    )
  return (
    <section
      aria-label="Rules are running"
      className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2"
    >
      <ShieldCheck aria-hidden className="size-5 text-good" />
      <p className="min-w-0 flex-1 text-list text-muted">
        Rules are running<span className="max-md:hidden">, from first to last</span>.{' '}
        <MostReplies most={state.maxRepliesPerHour} onChange={canWrite ? rules.setMost : undefined} />
      </p>
      {canWrite ? (
        <Button icon={<OctagonPause className="size-4 text-bad" />} onClick={() => setStopped(true)}>
          Stop all rules
        </Button>
      ) : null}
    </section>
  )
}

/** The loop guard in words. */
function MostReplies({ most, onChange }: { most: number; onChange: ((most: number) => void) | undefined }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const text = `at most ${most} automatic ${most === 1 ? 'reply' : 'replies'} an hour`
  if (!onChange) return <>{`In one conversation ${text} without a person.`}</>
  const value = Number(typed)
  const isGood = Number.isInteger(value) && value >= 1 && value <= 60
  return (
    <>
      <span className="max-md:hidden">In one conversation </span>
      <Popover
        label="Automatic replies"
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          setTyped(String(most))
        }}
        trigger={
          <button
            type="button"
            className="rounded-sm text-left text-ink max-md:first-letter:uppercase underline decoration-dotted underline-offset-4 hover:decoration-solid"
          >
            {text}
          </button>
        }
      >
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (!isGood) return
            onChange(value)
            setOpen(false)
          }}
        >
          <Field
            label="Automatic replies in an hour"
            error={typed === '' || isGood ? undefined : 'Write a number from 1 to 60.'}
            hint="Two robots that answer each other stop here. A reply of your team starts the count again."
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={typed}
                onChange={({ target }) => setTyped(target.value.replace(/\D/g, ''))}
              />
            )}
          </Field>
          <Button type="submit" look="primary" disabled={!isGood}>
            Set
          </Button>
        </form>
      </Popover>
      <span className="max-md:hidden"> without a person.</span>
    </>
  )
}
