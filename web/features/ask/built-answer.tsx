import { useQuery } from '@tanstack/react-query'
import { FileDown, Link2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { AnswerCard, AnswerSkeleton } from './answer-card.tsx'
import { answerQuery, catalogueQuery } from './ask-api.ts'
import type { AskSearch } from './ask-search.ts'
import { downloadCsv } from './csv.ts'
import { questionWords } from './question-words.ts'
import { readQuestion } from './question.ts'

export interface BuiltAnswerProps {
  search: AskSearch
  /** What can be done with it, beside the usual. */
  actions?: ReactNode
}

/** The answer to what stands in the builder, live. */
export function BuiltAnswer({ search, actions }: BuiltAnswerProps) {
  const { question, fault } = readQuestion(search)
  const query = useQuery(answerQuery(question))
  const { data: catalogue } = useQuery(catalogueQuery)
  if (fault !== undefined) return <p className="text-read text-muted">{fault}</p>
  const words = questionWords(search, catalogue)
  return (
    <section aria-label="Answer" aria-busy={query.isFetching} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-48 flex-1 text-list max-md:basis-full text-muted">{words}</p>
        <CopyLink />
        {query.data ? (
          <Button
            size="sm"
            look="quiet"
            icon={<FileDown aria-hidden className="size-3.5" />}
            onClick={() => query.data && downloadCsv(words, query.data.table)}
          >
            CSV
          </Button>
        ) : null}
        {actions}
      </div>
      {query.isError ? (
        <ErrorState
          title="This could not be answered"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : query.data ? (
        <div className={cx('transition-opacity duration-150', query.isPlaceholderData && 'opacity-60')}>
          <AnswerCard asked={query.data} />
        </div>
      ) : (
        <AnswerSkeleton />
      )}
    </section>
  )
}

function CopyLink() {
  const toasts = useToasts()
  const copy = () =>
    navigator.clipboard.writeText(location.href).then(
      () => toasts.show({ title: 'The link is copied' }),
      () =>
        toasts.show({
          title: 'The link was not copied',
          detail: 'Copy it from the address bar.',
          tone: 'bad',
        }),
    )
  return (
    <Button
      size="sm"
      look="quiet"
      icon={<Link2 aria-hidden className="size-3.5" />}
      onClick={() => void copy()}
    >
      Copy link
    </Button>
  )
}
