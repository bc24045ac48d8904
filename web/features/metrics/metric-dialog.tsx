import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useRested } from '../../app/use-rested.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Picker } from '../../ui/picker.tsx'
import { Select } from '../../ui/select.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { catalogueQuery } from '../ask/ask-api.ts'
import { FormulaCheck } from './formula-check.tsx'
import { changeMetric, checkQuery, createMetric, type OwnMetricView } from './metrics-api.ts'

export interface MetricDialogProps {
  /** The one to change; a new one without. */
  metric: OwnMetricView | undefined
  onClose: () => void
  onSaved: () => void
}

const byFormula = 'formula'
const units = [
  { value: byFormula, label: 'As the formula has it' },
  { value: 'count', label: 'Number' },
  { value: 'percent', label: 'Percent' },
  { value: 'seconds', label: 'Time' },
]
const unitIn = (value: string): OwnMetricView['unit'] | undefined =>
  (['count', 'percent', 'seconds'] as const).find((unit) => unit === value)

/** A metric by formula, checked and worked out while it is typed. */
export function MetricDialog({ metric, onClose, onSaved }: MetricDialogProps) {
  const toasts = useToasts()
  const box = useRef<HTMLTextAreaElement>(null)
  const catalogue = useQuery(catalogueQuery).data ?? []
  const [name, setName] = useState(metric?.name ?? '')
  const [category, setCategory] = useState(metric?.category ?? 'Our own')
  const [formula, setFormula] = useState(metric?.formula ?? '')
  const [unit, setUnit] = useState<string>(metric?.unit ?? byFormula)
  const [isSure, setSure] = useState(false)
  const asked = unitIn(unit)
  const rested = useRested(formula, 300)
  const check = useQuery(
    checkQuery({
      formula: rested,
      ...(asked ? { unit: asked } : {}),
      ...(metric ? { slug: metric.slug } : {}),
    }),
  )
  const uses = metric?.usedIn ?? []
  const changesUses = uses.length > 0 && (formula !== metric?.formula || asked !== metric.unit)
  const save = useMutation({
    mutationFn() {
      const input = { name, category, formula, ...(asked ? { unit: asked } : {}) }
      return metric
        ? changeMetric(metric.slug, { ...input, version: metric.version, evenWhereUsed: isSure })
        : createMetric(input)
    },
    meta: { quiet: true },
    onSuccess(saved) {
      onSaved()
      toasts.show({ title: `${saved.name} can be asked for`, tone: 'good' })
      onClose()
    },
  })
  const insert = (id: string) => {
    const word = id.replace('custom:', '')
    const at = box.current?.selectionStart ?? formula.length
    const before = formula.slice(0, at)
    setFormula(`${before}${before === '' || /[\s(]$/.test(before) ? '' : ' '}${word}${formula.slice(at)}`)
    box.current?.focus()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={metric ? `Change ${metric.name}` : 'New metric'}
      description="Worked out of the sums of a period: per row, per week and compared like every other figure."
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            busy={save.isPending}
            disabled={name.trim() === '' || formula.trim() === '' || (changesUses && !isSure)}
            onClick={() => save.mutate()}
          >
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
        <Field label="Name" required>
          {({ required: _required, ...control }) => (
            <Input
              {...control}
              value={name}
              maxLength={60}
              placeholder="Save rate"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Formula"
          required
          hint="Figures, numbers, + − * / and brackets; min, max, abs, round."
          aside={
            <Picker
              label="Put in a figure"
              items={catalogue
                .filter((one) => one.missing === null && one.id !== metric?.id)
                .map((one) => ({ value: one.id, label: one.name, hint: one.formula, group: one.category }))}
              onPick={insert}
              trigger={
                <Button size="sm" look="quiet">
                  Put in a figure
                </Button>
              }
            />
          }
        >
          {({ required: _required, ...control }) => (
            <Textarea
              {...control}
              ref={box}
              rows={2}
              value={formula}
              maxLength={300}
              spellCheck={false}
              placeholder="(saves + shares) / reach * 100"
              className="font-mono"
              onChange={(event) => setFormula(event.target.value)}
            />
          )}
        </Field>
        <FormulaCheck formula={rested} check={check.data} error={check.error} busy={check.isFetching} />
        <div className="grid gap-3 md:grid-cols-2">
          <Field label="Shown as">
            {({ required: _required, ...control }) => (
              <Select {...control} value={unit} options={units} onValueChange={setUnit} />
            )}
          </Field>
          <Field label="Category">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                value={category}
                maxLength={40}
                onChange={(event) => setCategory(event.target.value)}
              />
            )}
          </Field>
        </div>
        {changesUses ? (
          <Checkbox
            checked={isSure}
            onCheckedChange={(checked) => setSure(checked === true)}
            label={`Change it also in ${new Intl.ListFormat('en').format(uses.map((use) => `the ${use.kind} ${use.name}`))}`}
          />
        ) : null}
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
