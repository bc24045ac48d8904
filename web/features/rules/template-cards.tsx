import { useNavigate } from '@tanstack/react-router'
import { ruleSentence } from '#features/rules/schema.ts'
import { ruleTemplates } from './templates.ts'
import { useStartDraft } from './use-draft.ts'

/** Rules to begin with: pressed, they open in the editor, and nothing runs until they are switched on. */
export function TemplateCards({ most }: { most?: number }) {
  const start = useStartDraft()
  const navigate = useNavigate()
  const templates = ruleTemplates(Intl.DateTimeFormat().resolvedOptions().timeZone).slice(0, most)
  return (
    <ul aria-label="Templates" className="grid gap-3 md:grid-cols-3">
      {templates.map(({ id, about, definition }) => (
        <li key={id} className="flex">
          <button
            type="button"
            onClick={() => {
              start(definition)
              void navigate({ to: '/rules/new' })
            }}
            className="flex w-full flex-col gap-1 rounded-lg border border-line bg-surface p-4 text-left transition-colors duration-150 hover:bg-hover"
          >
            <span className="text-read font-semibold">{definition.name}</span>
            <span className="text-list text-muted">{about}</span>
            <span className="mt-2 line-clamp-4 text-meta text-faint">{ruleSentence(definition)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
