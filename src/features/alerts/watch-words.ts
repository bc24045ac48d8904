import { formatValue } from '#features/charts/index.ts'
import type { Metric } from '#features/metrics/index.ts'
import type { AlertEvent, Watch } from './schema.ts'

const events: Record<AlertEvent, string> = {
  post_failed: 'a post fails',
  post_late: 'a post is late',
  token_expiring: 'an account needs to be connected again',
  sla_breach: 'a customer waits too long',
  worker_down: 'a worker stops',
}

/** "Reach drops by 33 % in a day". */
export function watchWords(watch: Watch, metric?: Pick<Metric, 'name' | 'unit'>): string {
  if (watch.kind === 'event')
    return watch.event === 'sla_breach'
      ? `a customer waits longer than ${formatValue(watch.threshold ?? defaultWaitSeconds, 'seconds')}`
      : events[watch.event]
  const { name, unit } = metric ?? { name: watch.metric, unit: 'count' as const }
  const by = watch.threshold ?? 0
  switch (watch.condition) {
    case 'above':
      return `${name} over ${formatValue(by, unit)} in a ${watch.window}`
    case 'below':
      return `${name} under ${formatValue(by, unit)} in a ${watch.window}`
    case 'drops_by':
      return `${name} drops by ${formatValue(by, 'percent')} in a ${watch.window}`
    case 'rises_by':
      return `${name} rises by ${formatValue(by, 'percent')} in a ${watch.window}`
    case 'anomaly':
      return `${name} is unusual for a ${watch.window}`
  }
}

export const defaultWaitSeconds = 3_600
