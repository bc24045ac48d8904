import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { AnswerCard, AnswerSkeleton } from '../ask/answer-card.tsx'
import { answerQuery, catalogueQuery } from '../ask/ask-api.ts'
import { QuestionBuilder } from '../ask/question-builder.tsx'
import { subjectWords } from '../ask/question-words.ts'
import { readQuestion, searchOf, startSearch } from '../ask/question.ts'
import type { Section } from './reports-api.ts'

export interface SectionDialogProps {
  /** The one that is changed; none: a new one. */
  section?: Section | undefined
  onDone: (section: Section) => void
  onClose: () => void
}

/** A section of a report: what it asks, with the answer beside it, and what it is called. */
export function SectionDialog({ section, onDone, onClose }: SectionDialogProps) {
  const { data: catalogue } = useQuery(catalogueQuery)
  const [search, setSearch] = useState(() => (section ? searchOf(section.question) : startSearch))
  const [title, setTitle] = useState(section?.title ?? '')
  const { question } = readQuestion(search)
  const query = useQuery(answerQuery(question))
  const offered = subjectWords(search, catalogue).slice(0, 120)
  const done = () => {
    if (question) onDone({ title: title.trim() || offered, question })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      width="lg"
      title={section ? 'Change the section' : 'Add a section'}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" disabled={!question} onClick={done}>
            {section ? 'Change it' : 'Add it'}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-[18rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-3">
          <Field label="Title">
            {({ required: _required, ...control }) => (
              <Input
                {...control}
                maxLength={120}
                placeholder={offered}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            )}
          </Field>
          <QuestionBuilder value={search} onChange={setSearch} />
        </div>
        <section aria-label="Answer" aria-busy={query.isFetching} className="min-w-0">
          {query.isError ? (
            <ErrorState title="This could not be answered" error={query.error} />
          ) : query.data ? (
            <AnswerCard asked={query.data} isSection />
          ) : question ? (
            <AnswerSkeleton />
          ) : null}
        </section>
      </div>
    </Dialog>
  )
}
