import { CircleAlert, CircleCheck } from 'lucide-react'
import type { Check } from './channels-api.ts'

/** What the platform said when it was asked whether the channel works. */
export function Checks({ checks, label }: { checks: readonly Check[]; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {checks.map((check) => (
        <li key={check.name} className="flex gap-2 text-list">
          {check.ok ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
          ) : (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
          )}
          <span className="min-w-0">
            <span className="font-medium">{check.name}</span>
            <span className="sr-only">{check.ok ? ' works.' : ' does not work.'}</span>
            <span className="block break-words text-muted">{check.detail}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
