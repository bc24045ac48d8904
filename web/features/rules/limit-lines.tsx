import { CircleStop, Plus, Timer, UserRound } from 'lucide-react'
import type { RuleDefinition } from '#features/rules/schema.ts'
import { describeSpan } from '#features/rules/sentence.schema.ts'
import { Button } from '../../ui/button.tsx'
import { Picker } from '../../ui/picker.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { DurationInput } from './duration-input.tsx'
import { useEditor } from './editor-context.ts'
import { PartChip } from './part-chip.tsx'
import { pickerItems } from './picker-items.tsx'
import { Line } from './sentence-line.tsx'

const kinds = {
  oncePerContact: {
    label: 'Once per person',
    hint: 'Never again for the same person',
    group: 'Limits',
    icon: UserRound,
  },
  cooldown: { label: 'At most every…', hint: 'A rest between two times', group: 'Limits', icon: Timer },
  stop: {
    label: 'Then stop',
    hint: 'Later rules do not look at the message',
    group: 'Limits',
    icon: CircleStop,
  },
}
type Limit = keyof typeof kinds

const isSet = (rule: RuleDefinition, limit: Limit) => Boolean(rule[limit])
const without: Record<Limit, Partial<RuleDefinition>> = {
  oncePerContact: { oncePerContact: false },
  cooldown: { cooldown: null },
  stop: { stop: false },
}
const begun: Record<Limit, Partial<RuleDefinition>> = {
  oncePerContact: { oncePerContact: true },
  cooldown: { cooldown: { seconds: 3_600, per: 'conversation' } },
  stop: { stop: true },
}

export function LimitLines() {
  const { rule, canWrite, change, changeAndOpen } = useEditor()
  const open = pickerItems(kinds).filter((item) => !isSet(rule, item.value))
  const add = (limit: Limit) => {
    const next = { ...rule, ...begun[limit] }
    if (limit === 'cooldown') changeAndOpen({ rule: next, path: 'cooldown' })
    else change(next)
  }
  const set = (['oncePerContact', 'cooldown', 'stop'] as const).filter((limit) => isSet(rule, limit))
  if (set.length === 0 && !canWrite) return null
  return (
    <div role="group" aria-label="Limits">
      {set.map((limit) => (
        <Line key={limit} word="">
          <LimitChip limit={limit} />
        </Line>
      ))}
      {canWrite && open.length > 0 ? (
        <Line word="">
          <Picker
            label="Add a limit"
            items={open}
            onPick={add}
            trigger={
              <Button look="quiet" size="sm" icon={<Plus className="size-3.5" />}>
                Add limit
              </Button>
            }
          />
        </Line>
      ) : null}
    </div>
  )
}

function LimitChip({ limit }: { limit: Limit }) {
  const { rule, change, remove } = useEditor()
  const { cooldown } = rule
  const text = {
    oncePerContact: 'only once per person',
    cooldown: cooldown ? `at most every ${describeSpan(cooldown.seconds)} per ${perWords[cooldown.per]}` : '',
    stop: 'then stop: later rules do not look at it',
  }[limit]
  return (
    <PartChip
      path={limit}
      icon={kinds[limit].icon}
      title={kinds[limit].label}
      tone="option"
      text={text}
      onRemove={() => remove({ ...rule, ...without[limit] }, 'Limit removed')}
    >
      {limit === 'cooldown' && cooldown ? (
        <>
          <DurationInput
            label="At most once every"
            seconds={cooldown.seconds}
            onChange={(seconds) => change({ ...rule, cooldown: { ...cooldown, seconds } })}
          />
          <Segmented
            label="For each"
            value={cooldown.per}
            segments={[
              { value: 'conversation', label: 'Per conversation' },
              { value: 'contact', label: 'Per person' },
            ]}
            onValueChange={(per) => change({ ...rule, cooldown: { ...cooldown, per } })}
            className="w-full"
          />
        </>
      ) : (
        <p className="text-list text-muted">{kinds[limit].hint}.</p>
      )}
    </PartChip>
  )
}

const perWords = { conversation: 'conversation', contact: 'person' } as const
