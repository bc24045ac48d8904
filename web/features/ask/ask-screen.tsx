import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { MessageCircleQuestionMark } from 'lucide-react'
import { useRef, useState } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { useWide } from '../../app/use-wide.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { AddToDashboard } from '../dashboards/add-to-dashboard.tsx'
import { SaveToReport } from '../reports/save-to-report.tsx'
import { catalogueQuery } from './ask-api.ts'
import { AskLine, type AskLineHandle } from './ask-line.tsx'
import type { AskSearch } from './ask-search.ts'
import { BuiltAnswer } from './built-answer.tsx'
import { exampleQuestions } from './examples.ts'
import { QuestionBuilder } from './question-builder.tsx'
import { startSearch } from './question.ts'
import { Sources } from './sources.tsx'
import { Thread } from './thread.tsx'
import { useThread } from './use-thread.ts'
import { askViews } from './views.ts'

/** Figures, asked for in words or put together. What is built stands in the address, so that it can be sent on. */
export function AskScreen() {
  const search = useSearch({ from: '/shell/ask' })
  const navigate = useNavigate()
  const isWide = useWide('1200px')
  const thread = useThread()
  const line = useRef<AskLineHandle>(null)
  const isBuilt = search.metrics !== undefined
  // What was built before comes back when the reader does.
  const [built, setBuilt] = useState<AskSearch>(startSearch)
  if (isBuilt && search !== built) setBuilt(search)
  const go = (next: AskSearch, replace = isBuilt) => void navigate({ to: '/ask', search: next, replace })
  const ask = (words: string) => {
    if (isBuilt) go({}, false)
    thread.ask(words)
    line.current?.focus()
  }
  const builder = <QuestionBuilder value={built} onChange={(next) => go(next)} />
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Ask"
        views={
          <Segmented
            label="How to ask"
            value={isBuilt ? 'build' : 'words'}
            segments={askViews}
            onValueChange={(view) =>
              view === 'metrics'
                ? void navigate({ to: '/ask/metrics' })
                : go(view === 'build' ? built : {}, false)
            }
          />
        }
      />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div
            role="region"
            aria-label="Answers and examples"
            // A scroller must be reachable by keyboard.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="scroll-quiet ring-inside min-h-0 flex-1"
          >
            <div className="mx-auto flex min-h-full max-w-3xl flex-col gap-6 p-4 md:p-6">
              {isBuilt ? (
                <>
                  {isWide ? null : builder}
                  <BuiltAnswer
                    search={search}
                    actions={
                      <>
                        <AddToDashboard search={search} />
                        <SaveToReport search={search} />
                      </>
                    }
                  />
                </>
              ) : thread.turns.length > 0 ? (
                <Thread turns={thread.turns} onCommand={thread.press} />
              ) : (
                <Welcome onAsk={ask} />
              )}
              {isWide ? null : (
                <div className="mt-auto border-t border-line pt-4">
                  <Sources />
                </div>
              )}
            </div>
          </div>
          {isBuilt && !isWide ? null : (
            <AskLine ref={line} busy={thread.busy} hasAsked={thread.turns.length > 0} onAsk={ask} />
          )}
        </div>
        {isWide ? (
          <aside
            aria-label="Build a question"
            className="scroll-quiet flex w-84 shrink-0 flex-col gap-6 border-l border-line p-4"
          >
            <div>
              <h2 className="mb-3 text-read font-semibold">Or build it</h2>
              {builder}
            </div>
            <div className="mt-auto border-t border-line pt-4">
              <Sources />
            </div>
          </aside>
        ) : null}
      </div>
    </div>
  )
}

/** What can be asked here, by what is connected. */
function Welcome({ onAsk }: { onAsk: (words: string) => void }) {
  const { can } = useMe()
  const catalogue = useQuery(catalogueQuery)
  const examples = exampleQuestions(catalogue.data ?? [], can('inbox:read'))
  return (
    <div className="m-auto flex w-full max-w-xl flex-col items-center gap-3 py-10 text-center">
      <MessageCircleQuestionMark aria-hidden className="size-6 stroke-[1.5] text-faint" />
      <h2 className="text-title font-semibold">What do you want to know?</h2>
      <p className="max-w-prose text-read text-balance text-muted">
        Ask in your own words, here or in your team&rsquo;s chat. Every figure comes from what was measured,
        and says so where nothing was.
      </p>
      <div aria-busy={catalogue.isPending} className="mt-2 flex min-h-30 flex-wrap justify-center gap-2">
        {catalogue.isPending
          ? ['w-64', 'w-44', 'w-52'].map((width) => (
              <Skeleton key={width} className={`h-8 ${width} animate-late rounded-full`} />
            ))
          : examples.map((words) => (
              <button
                key={words}
                type="button"
                onClick={() => onAsk(words)}
                className="h-fit rounded-full border border-line px-3 py-1.5 text-list hover:bg-hover pointer-coarse:min-h-11"
              >
                {words}
              </button>
            ))}
      </div>
    </div>
  )
}
