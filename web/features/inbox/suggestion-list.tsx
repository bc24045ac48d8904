import type { ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import type { Suggestion } from './use-suggestions.ts'

export interface SuggestionListProps {
  id: string
  label: string
  found: readonly Suggestion[]
  index: number
  onPick: (suggestion: Suggestion) => void
  footer?: ReactNode
}

/** Above the text box, which keeps the focus; the marked one is told by `aria-activedescendant`. */
export const SuggestionList = ({ id, label, found, index, onPick, footer }: SuggestionListProps) => (
  <div className="absolute inset-x-2 bottom-full z-20 mb-1 animate-rise overflow-hidden rounded border border-line bg-raised shadow-float">
    <div id={id} role="listbox" aria-label={label} className="max-h-64 overflow-auto p-1">
      {found.map((suggestion, at) => (
        // The text box has the focus and the keys.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={suggestion.id}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === index}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(suggestion)}
          className={cx(
            'flex min-h-8 cursor-default items-center gap-3 rounded-sm px-2 text-list hover:bg-hover pointer-coarse:min-h-11',
            at === index && 'bg-fill',
          )}
        >
          <span className="shrink-0 font-medium">{suggestion.title}</span>
          <span className="min-w-0 truncate text-meta text-muted">{suggestion.detail}</span>
        </div>
      ))}
    </div>
    {footer}
  </div>
)
