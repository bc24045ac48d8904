import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Ellipsis, FileDown, PenLine, Trash2 } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { cx } from '../../ui/cx.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { AnswerCard, AnswerSkeleton } from '../ask/answer-card.tsx'
import { answerQuery, catalogueQuery } from '../ask/ask-api.ts'
import { downloadCsv } from '../ask/csv.ts'
import { questionWords } from '../ask/question-words.ts'
import { searchOf } from '../ask/question.ts'
import type { Section } from './reports-api.ts'

export interface SectionCardProps {
  section: Section
  index: number
  count: number
  mayWrite: boolean
  onMove: (to: number) => void
  onChange: () => void
  onRemove: () => void
}

/** One question of a report with its answer of now. */
export function SectionCard(props: SectionCardProps) {
  const { section, mayWrite } = props
  const { title, question } = section
  const query = useQuery(answerQuery(question))
  const { data: catalogue } = useQuery(catalogueQuery)
  const search = searchOf(question)
  return (
    <section
      aria-label={title}
      aria-busy={query.isFetching}
      className="rounded border border-line bg-surface p-4"
    >
      <header className="mb-3 flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <h2 className="text-head font-semibold break-words">{title}</h2>
          <Link
            to="/ask"
            search={search}
            title="Open in Ask"
            className="text-meta text-muted underline-offset-2 hover:text-ink hover:underline"
          >
            {questionWords(search, catalogue)}
          </Link>
        </div>
        <IconButton
          label={`Download ${title} as CSV`}
          icon={<FileDown />}
          disabled={!query.data}
          onClick={() => query.data && downloadCsv(title, query.data.table)}
        />
        {mayWrite ? <SectionMenu {...props} /> : null}
      </header>
      {query.isError ? (
        <ErrorState
          title="This could not be answered"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : query.data ? (
        <div className={cx('transition-opacity duration-150', query.isPlaceholderData && 'opacity-60')}>
          <AnswerCard asked={query.data} isSection />
        </div>
      ) : (
        <AnswerSkeleton />
      )}
    </section>
  )
}

const SectionMenu = ({ section, index, count, onMove, onChange, onRemove }: SectionCardProps) => (
  <Menu align="end" trigger={<IconButton label={`More for ${section.title}`} icon={<Ellipsis />} />}>
    <MenuItem icon={<PenLine />} onSelect={onChange}>
      Change…
    </MenuItem>
    <MenuItem icon={<ArrowUp />} disabled={index === 0} onSelect={() => onMove(index - 1)}>
      Move up
    </MenuItem>
    <MenuItem icon={<ArrowDown />} disabled={index === count - 1} onSelect={() => onMove(index + 1)}>
      Move down
    </MenuItem>
    <MenuLine />
    <MenuItem icon={<Trash2 />} danger disabled={count === 1} onSelect={onRemove}>
      Remove
    </MenuItem>
  </Menu>
)
