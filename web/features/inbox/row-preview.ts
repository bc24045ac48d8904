import type { ConversationRow } from './inbox-api.ts'

/** Who wrote the line that a row shows; nothing for the customer. */
export function previewMark(author: ConversationRow['previewAuthor']): string {
  switch (author) {
    case 'contact':
    case 'system':
      return ''
    case 'member':
    case 'api_key':
      return 'Us: '
    case 'native':
      return 'In the app: '
    case 'rule':
      return 'Rule: '
    case 'note':
      return 'Note: '
  }
}

export const priorityNames = ['No priority', 'Low', 'High', 'Urgent'] as const

export interface WindowRule {
  hours: number
  human?: { hours: number } | undefined
}

const shownUnderMs = 4 * 3_600_000

/** How long a person may still answer, where that is worth a look: under four hours. */
export function windowLeftMs(
  lastInboundAt: string | null,
  rule: WindowRule | undefined,
  nowMs: number,
): number | undefined {
  if (!rule || !lastInboundAt) return undefined
  const leftMs = Date.parse(lastInboundAt) + (rule.human?.hours ?? rule.hours) * 3_600_000 - nowMs
  return leftMs > 0 && leftMs < shownUnderMs ? leftMs : undefined
}

/** "3h 10m", "12m". */
export function shortDuration(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)}d`
  if (hours === 0) return `${minutes}m`
  return minutes % 60 === 0 || hours >= 12 ? `${hours}h` : `${hours}h ${minutes % 60}m`
}
