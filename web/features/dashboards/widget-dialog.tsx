import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { widgetSchema } from '#features/dashboards/schema.ts'
import type { Look } from '#features/dashboards/schema.ts'
import { idempotencyKey } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { answerQuery, catalogueQuery, type Asked } from '../ask/ask-api.ts'
import { changeSearch, type AskSearch } from '../ask/ask-search.ts'
import { QuestionBuilder } from '../ask/question-builder.tsx'
import { subjectWords } from '../ask/question-words.ts'
import { readQuestion, searchOf } from '../ask/question.ts'
import type { Widget, WidgetAnswer } from './dashboards-api.ts'
import { WidgetBody } from './widget-body.tsx'

export interface WidgetDialogProps {
  /** The one that is changed; none: a new one. */
  widget?: Widget | undefined
  onDone: (widget: Widget) => void
  onClose: () => void
}

const kinds = [
  { value: 'question', label: 'A question' },
  { value: 'best_times', label: 'Best times to post' },
] as const
const lookNames: Record<Look, string> = {
  number: 'Large number',
  line: 'Line over time',
  bar: 'Bars',
  table: 'Table',
  posts: 'List of posts',
}
const looks = Object.entries(lookNames).map(([value, label]) => ({ value, label }))

/** What a look needs of the question, so that choosing it is enough. */
const needs: Record<Look, AskSearch> = {
  number: { grain: 'day' },
  line: { grain: 'day' },
  bar: { by: 'platform' },
  table: { by: 'platform' },
  posts: { by: 'post', top: '5', order: 'desc' },
}
const sizes: Record<Look, Pick<Widget, 'width' | 'height'>> = {
  number: { width: 1, height: 'small' },
  line: { width: 2, height: 'tall' },
  bar: { width: 2, height: 'tall' },
  table: { width: 2, height: 'tall' },
  posts: { width: 2, height: 'tall' },
}
const start: AskSearch = {
  metrics: 'engagements',
  grain: 'day',
  period: 'last_30_days',
  compare: 'previous_period',
}

/** The question under a look: what it lacks is added, what it cannot draw goes. */
function underLook(search: AskSearch, look: Look): AskSearch {
  const { by, grain, top, order } = search
  if (look === 'posts')
    return changeSearch({ ...search, ...needs.posts, top: top ?? '5' }, { grain: undefined })
  const bare = changeSearch(
    search,
    by === 'post' ? { by: undefined, top: undefined, order: undefined } : { top, order },
  )
  if (look === 'number') return changeSearch({ ...needs.number, ...bare }, { by: undefined })
  if (look === 'line') return { ...needs.line, ...bare, grain: grain ?? 'day' }
  return changeSearch({ ...needs[look], ...bare }, { grain: undefined })
}

export const newWidgetId = () => `w${idempotencyKey().slice(0, 12)}`

/** A widget: what it asks, how it looks, with the widget itself beside it. */
export function WidgetDialog({ widget, onDone, onClose }: WidgetDialogProps) {
  const { data: catalogue } = useQuery(catalogueQuery)
  const asked = widget?.kind === 'question' ? widget : undefined
  const [kind, setKind] = useState<Widget['kind']>(widget?.kind ?? 'question')
  const [look, setLook] = useState<Look>(asked?.look ?? 'number')
  const [search, setSearch] = useState<AskSearch>(() => (asked ? searchOf(asked.question) : start))
  const [title, setTitle] = useState(widget?.title ?? '')
  const { question, fault } = readQuestion(search)
  const query = useQuery({ ...answerQuery(question), enabled: kind === 'question' && question !== undefined })
  const offered = kind === 'best_times' ? 'Best times to post' : subjectWords(search, catalogue).slice(0, 120)
  const read = widgetSchema.safeParse({
    id: widget?.id ?? newWidgetId(),
    title: title.trim() || offered,
    kind,
    ...(widget ? { width: widget.width, height: widget.height } : sizes[look]),
    ...(kind === 'best_times' ? (widget ? {} : sizes.line) : { look, question }),
  })
  const trouble =
    kind === 'question' ? (fault ?? (read.success ? undefined : read.error.issues[0]?.message)) : undefined
  const chooseLook = (next: string) => {
    const chosen = looks.find(({ value }) => value === next)?.value as Look | undefined
    if (!chosen) return
    setLook(chosen)
    setSearch(underLook(search, chosen))
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="lg"
      title={widget ? 'Change the widget' : 'Add a widget'}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" disabled={!read.success} onClick={() => read.success && onDone(read.data)}>
            {widget ? 'Change it' : 'Add it'}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-[18rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-3">
          {widget ? null : (
            <Segmented
              label="What it shows"
              value={kind}
              segments={kinds}
              onValueChange={setKind}
              className="self-start"
            />
          )}
          <Field label="Title">
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
          {kind === 'question' ? (
            <>
              <Field label="Look" error={trouble}>
                {({ required: _required, ...control }) => (
                  <Select {...control} value={look} options={looks} onValueChange={chooseLook} />
                )}
              </Field>
              <QuestionBuilder value={search} onChange={setSearch} />
            </>
          ) : (
            <p className="text-list text-muted">
              A map of the week: when posts of the last half year gathered most, beside an ordinary post.
            </p>
          )}
        </div>
        {kind === 'question' && read.success ? (
          <section
            aria-label="The widget"
            aria-busy={query.isFetching}
            className={cx(
              'flex min-w-0 flex-col self-start rounded border border-line bg-surface px-4 pt-2 pb-2.5',
              read.data.height === 'tall' ? 'h-85' : 'h-41',
            )}
          >
            <h3 className="flex h-8 shrink-0 items-center text-list font-medium text-muted">
              {read.data.title}
            </h3>
            {query.isError ? (
              <p role="alert" className="text-list text-bad">
                {causeOf(query.error)}
              </p>
            ) : (
              <WidgetBody
                widget={read.data}
                answer={query.data && asAnswer(read.data.id, query.data)}
                isTable={false}
                onBehind={undefined}
              />
            )}
          </section>
        ) : null}
      </div>
    </Dialog>
  )
}

const asAnswer = (id: string, { answer, chart, finding, quiet }: Asked): WidgetAnswer => ({
  id,
  answer,
  chart,
  finding,
  quiet,
  error: null,
})
