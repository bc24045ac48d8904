import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RuleDefinition, RuleView, RuleWithVersions } from '#features/rules/schema.ts'
import { useToasts } from '../../ui/toast.tsx'
import { ruleListQuery, ruleQuery, rulesApi } from './rules-api.ts'
import { useStartDraft } from './use-draft.ts'

const listKey = ruleListQuery.queryKey

/** Each act shows at once and goes back, with the reason, when it is refused. */
export function useRuleActs() {
  const queries = useQueryClient()
  const toasts = useToasts()
  const navigate = useNavigate()
  const startDraft = useStartDraft()

  const patchList = async (change: (rules: RuleView[]) => RuleView[]) => {
    await queries.cancelQueries({ queryKey: listKey })
    const before = queries.getQueryData(listKey)
    if (before) queries.setQueryData(listKey, change(before))
    return { before }
  }
  const putBack = (kept: { before: RuleView[] | undefined } | undefined) => {
    if (kept?.before) queries.setQueryData(listKey, kept.before)
  }
  const keep = (rule: RuleWithVersions) => {
    queries.setQueryData(ruleQuery(rule.id).queryKey, rule)
    void queries.invalidateQueries({ queryKey: listKey })
  }
  const patchOne = (id: string, enabled: boolean) =>
    queries.setQueryData(ruleQuery(id).queryKey, (rule) => rule && { ...rule, enabled })

  const { mutate: enable } = useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) => rulesApi.switch(id, enabled),
    onMutate: ({ id, enabled }) => {
      patchOne(id, enabled)
      return patchList((rules) => rules.map((rule) => (rule.id === id ? { ...rule, enabled } : rule)))
    },
    onError: (_error, { id, enabled }, kept) => {
      patchOne(id, !enabled)
      putBack(kept)
    },
    onSuccess: keep,
    meta: { failed: 'The rule was not switched' },
  })

  const { mutate: reorder } = useMutation({
    mutationFn: rulesApi.reorder,
    onMutate: (ids) =>
      patchList((rules) =>
        ids.flatMap((id, index) => {
          const rule = rules.find((one) => one.id === id)
          return rule ? [{ ...rule, position: index + 1 }] : []
        }),
      ),
    onError: (_error, _ids, kept) => {
      putBack(kept)
      void queries.invalidateQueries({ queryKey: listKey })
    },
    onSuccess: (rules) => queries.setQueryData(listKey, rules),
    meta: { failed: 'The order was not changed' },
  })

  const { mutate: remove } = useMutation({
    mutationFn: rulesApi.remove,
    onMutate: (id) => patchList((rules) => rules.filter((rule) => rule.id !== id)),
    onError: (_error, _id, kept) => putBack(kept),
    meta: { failed: 'The rule was not deleted' },
  })

  return {
    keep,
    switchRule(rule: RuleView, enabled: boolean) {
      const { id, definition } = rule
      enable({ id, enabled })
      toasts.show({
        title: `“${definition.name}” is ${enabled ? 'on' : 'off'}`,
        undo: () => enable({ id, enabled: !enabled }),
      })
    },
    moveRule(rules: readonly RuleView[], from: number, to: number) {
      const ids = rules.map((rule) => rule.id)
      const [moved] = ids.slice(from, from + 1)
      if (moved === undefined || to < 0 || to >= ids.length || from === to) return
      const next = ids.toSpliced(from, 1).toSpliced(to, 0, moved)
      reorder(next)
      toasts.show({ title: `Now number ${to + 1} of ${ids.length}`, undo: () => reorder(ids) })
    },
    deleteRule(rule: RuleView) {
      remove(rule.id)
      toasts.show({ title: `“${rule.definition.name}” is deleted` })
    },
    copyRule(definition: RuleDefinition) {
      startDraft({ ...definition, name: `Copy of ${definition.name}`.slice(0, 100) })
      void navigate({ to: '/rules/new' })
    },
  }
}
