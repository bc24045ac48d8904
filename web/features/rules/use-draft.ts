import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { RuleDefinition, RuleView } from '#features/rules/schema.ts'
import { isSameRule, stable } from './edit-rule.ts'

export interface Draft {
  definition: RuleDefinition
  /** The version that is being edited; 0 for a rule that is not saved yet. */
  base: number
  /** The wording that was tested last. */
  tested: string | null
}

const draftKey = (id: string) => ['rules', 'draft', id]

/** Unsaved words survive a look at another page; they end with the tab. */
export function useDraft(id: string, rule: RuleView | undefined) {
  const queries = useQueryClient()
  const { data } = useQuery<Draft | null>({
    queryKey: draftKey(id),
    queryFn: skipToken,
    initialData: null,
    gcTime: Infinity,
    staleTime: Infinity,
  })
  const fresh: Draft | null = rule ? { definition: rule.definition, base: rule.version, tested: null } : null
  const draft = data ?? fresh
  const put = useCallback(
    (next: Draft | null) => queries.setQueryData<Draft | null>(draftKey(id), next),
    [queries, id],
  )
  const isDirty =
    draft !== null && (!rule || (data !== null && !isSameRule(draft.definition, rule.definition)))
  return {
    draft,
    isDirty,
    /** Somebody else saved a version while this one was being written. */
    isOutdated: isDirty && rule !== undefined && draft.base !== rule.version,
    isTested: draft !== null && draft.tested === stable(draft.definition),
    change: (definition: RuleDefinition) => draft && put({ ...draft, definition }),
    markTested: (definition: RuleDefinition) => draft && put({ ...draft, tested: stable(definition) }),
    rebase: (base: number) => draft && put({ ...draft, base }),
    discard: () => put(null),
  }
}

/** Begins a rule with these words: a template, a copy. */
export function useStartDraft() {
  const queries = useQueryClient()
  return (definition: RuleDefinition) => {
    const draft: Draft = { definition, base: 0, tested: null }
    queries.setQueryData(draftKey('new'), draft)
  }
}
