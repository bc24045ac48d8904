import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RuleDefinition } from '#features/rules/schema.ts'
import { unwrap } from '../../app/api.ts'
import { rulesClient } from './rules-api.ts'

export type Days = '7' | '30' | '90' | '365'

/** What the rule would have done; the result stays while its panel is away. */
export function useBacktest(
  definition: RuleDefinition | undefined,
  onTested: (definition: RuleDefinition) => void,
) {
  const [days, setDays] = useState<Days>('90')
  const test = useMutation({
    mutationFn: (tested: RuleDefinition) =>
      unwrap(rulesClient.backtest.$post({ json: { definition: tested, days: Number(days) } })),
    onSuccess: (_result, tested) => onTested(tested),
    meta: { quiet: true },
  })
  return {
    result: test.data,
    isRunning: test.isPending,
    error: test.error,
    days,
    setDays,
    run: () => definition && test.mutate(definition),
  }
}
