import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToasts } from '../../ui/toast.tsx'
import {
  assistantApi,
  assistantQuery,
  usageQuery,
  type AssistantSettings,
  type ChangeAssistant,
} from './assistant-api.ts'
import { AssistantUsage } from './assistant-usage.tsx'

/** Whether a language model reads what the grammar does not, which one, and what it took. */
export function Assistant() {
  const settings = useQuery(assistantQuery)
  return (
    <QueryView query={settings} loading={<Skeleton className="h-64 animate-late" />}>
      {(view) =>
        view.available ? (
          <>
            <Choice view={view} />
            <AssistantUsage />
          </>
        ) : (
          <NoModel />
        )
      }
    </QueryView>
  )
}

const NoModel = () => (
  <Card>
    <EmptyState icon={<Sparkles />} title="No language model is set up">
      Everything works without one: what you type is read by Parley&rsquo;s own grammar. To have other words
      read, too, set <code className="font-mono text-meta">OPENAI_API_KEY</code> where Parley runs, and start
      it again.
    </EmptyState>
  </Card>
)

function Choice({ view }: { view: AssistantSettings }) {
  const { can } = useMe()
  const mayChange = can('assistant:write')
  const change = useChange()
  const isBusy = change.isPending
  return (
    <Card
      title="Assistant"
      hint={
        mayChange
          ? 'Reads words that Parley’s own grammar does not know.'
          : 'Only owners and admins can change this.'
      }
    >
      <div className="flex max-w-md flex-col gap-5">
        <Switch
          label="Ask a language model"
          hint={
            view.enabled
              ? 'It looks things up; what would change something, you confirm.'
              : 'Switched off: nothing is sent.'
          }
          checked={view.enabled}
          disabled={!mayChange || isBusy}
          onCheckedChange={(enabled) => change.mutate({ enabled })}
        />
        <ModelField
          view={view}
          disabled={!mayChange || isBusy}
          onChoose={(model) => change.mutate({ model })}
        />
        {change.error ? (
          <p role="alert" className="text-list text-bad">
            {causeOf(change.error)}
          </p>
        ) : null}
        <p className="max-w-prose text-list text-muted">
          Sent to {view.server}: the question as it was asked, and the names, texts and figures that are found
          for it, without addresses, phone numbers, links and secrets.
        </p>
      </div>
    </Card>
  )
}

interface ModelFieldProps {
  view: AssistantSettings
  disabled: boolean
  onChoose: (model: string | null) => void
}

function ModelField({ view, disabled, onChoose }: ModelFieldProps) {
  const gone = view.isGone
    ? `${view.chosen} is not offered any more. ${view.usual} is asked in its place.`
    : undefined
  return (
    <Field
      label="Model"
      error={gone}
      aside={
        view.isGone && !disabled ? (
          <Button size="sm" onClick={() => onChoose(null)}>
            Use {view.usual}
          </Button>
        ) : null
      }
      hint={view.models.length < 2 ? 'Whoever runs Parley can offer more with OPENAI_MODELS.' : undefined}
    >
      {({ required: _required, ...control }) => (
        <Select
          {...control}
          value={view.model ?? ''}
          disabled={disabled || view.models.length < 2}
          options={view.models.map((model) => ({
            value: model,
            label: model === view.usual ? `${model} (usual)` : model,
          }))}
          onValueChange={(model) => onChoose(model === view.usual ? null : model)}
        />
      )}
    </Field>
  )
}

function useChange() {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (json: ChangeAssistant): Promise<AssistantSettings> =>
      unwrap(assistantApi.settings.$put({ json })),
    meta: { quiet: true },
    onSuccess: (view, { enabled }) => {
      queries.setQueryData(assistantQuery.queryKey, view)
      toasts.show({
        title:
          enabled === undefined
            ? `${view.model} is asked from now on`
            : `The assistant is ${enabled ? 'on' : 'off'}`,
      })
      return queries.invalidateQueries({ queryKey: usageQuery.queryKey })
    },
  })
}
