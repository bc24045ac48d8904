import type { AlertEvent, MetricWatch } from '#features/alerts/schema.ts'
import type { MetricView } from '#features/metrics/schema.ts'

export const conditionWords: Record<MetricWatch['condition'], string> = {
  drops_by: 'drops by',
  rises_by: 'rises by',
  above: 'is over',
  below: 'is under',
  anomaly: 'is unusual',
}

export const windowWords: Record<MetricWatch['window'], string> = {
  day: 'a day',
  week: 'a week',
  month: 'a month',
}

export const eventWords: Record<AlertEvent, string> = {
  post_failed: 'A post fails',
  post_late: 'A post is late',
  token_expiring: 'An account has to be connected again',
  sla_breach: 'A customer waits too long',
  worker_down: 'Background work stops',
}

/** What the number in the form means. */
export function thresholdUnit(
  condition: MetricWatch['condition'],
  unit: MetricView['unit'] = 'count',
): { label: string; factor: number } {
  if (condition === 'drops_by' || condition === 'rises_by') return { label: 'Percent', factor: 1 }
  if (unit === 'percent') return { label: 'Percent', factor: 1 }
  // Nobody thinks of an hour as of 3,600 seconds.
  return unit === 'seconds' ? { label: 'Minutes', factor: 60 } : { label: 'How much', factor: 1 }
}
