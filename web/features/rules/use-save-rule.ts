import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RuleDefinition, RuleWithVersions } from '#features/rules/schema.ts'
import { ApiError } from '../../app/api.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { ruleQuery, rulesApi } from './rules-api.ts'
import { useRuleActs } from './use-rule-acts.ts'
import type { useDraft } from './use-draft.ts'

export function useSaveRule(
  id: string,
  rule: RuleWithVersions | undefined,
  { draft, discard }: ReturnType<typeof useDraft>,
) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toasts = useToasts()
  const { keep } = useRuleActs()
  const { mutate, isPending } = useMutation({
    mutationFn: ({ definition, enabled }: { definition: RuleDefinition; enabled: boolean }) =>
      rule
        ? rulesApi.update(id, definition, draft?.base ?? rule.version)
        : rulesApi.create(definition, enabled),
    onSuccess(saved) {
      keep(saved)
      discard()
      toasts.show({
        title: rule ? `Saved as version ${saved.version}` : saved.enabled ? 'Saved and on' : 'Saved, and off',
        tone: 'good',
      })
      if (!rule) void navigate({ to: '/rules/$ruleId', params: { ruleId: saved.id }, replace: true })
    },
    onError(error) {
      // The newer version comes in, and the page shows both.
      if (error instanceof ApiError && error.code === 'conflict')
        void queries.invalidateQueries({ queryKey: ruleQuery(id).queryKey })
      else toasts.show({ title: 'The rule was not saved', detail: causeOf(error), tone: 'bad' })
    },
    meta: { quiet: true },
  })
  return {
    isSaving: isPending,
    save: (definition: RuleDefinition, enabled: boolean) => mutate({ definition, enabled }),
  }
}
