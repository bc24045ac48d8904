import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, FileUp, TriangleAlert } from 'lucide-react'
import { useRef } from 'react'
import { unwrap } from '../../app/api.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { plannedWords } from '../posts/post-words.ts'
import { calendarApi, checkCsv, importQuery, type ImportView } from './calendar-api.ts'

/** A file of posts: checked row by row before anything is made of it. */
export function CsvDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const picker = useRef<HTMLInputElement>(null)
  const check = useMutation({
    mutationFn: async (file: File) => checkCsv(file.name, await file.text()),
    meta: { quiet: true },
  })
  const id = check.data?.id
  const start = useMutation({
    mutationFn: (one: string): Promise<ImportView> =>
      unwrap(calendarApi.imports[':id'].start.$post({ param: { id: one } })),
    meta: { quiet: true },
    onSuccess: (view) => queries.setQueryData(importQuery(view.id).queryKey, view),
  })
  const live = useQuery({
    ...importQuery(id ?? ''),
    enabled: id !== undefined && start.isSuccess,
    refetchInterval: ({ state }) => (state.data?.state === 'importing' ? 1_000 : false),
  })
  const view = live.data ?? start.data ?? check.data
  const isDone = view?.state === 'imported'
  const problem = check.error ?? start.error
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => open || onClose()}
      title="Import posts"
      description={
        view
          ? isDone
            ? `${view.rows.filter((row) => row.number !== null).length} drafts are made.`
            : `${view.good} ${view.good === 1 ? 'row is' : 'rows are'} good${view.bad > 0 ? `, ${view.bad} cannot be used` : ''}. Nothing is made yet.`
          : 'A CSV file with a line for each post: text, accounts, date, time, zone, media, link, labels.'
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {isDone ? 'Close' : 'Cancel'}
          </Button>
          {view && !isDone ? (
            <Button
              look="primary"
              disabled={view.good === 0}
              busy={start.isPending || view.state === 'importing'}
              onClick={() => start.mutate(view.id)}
            >
              {`Import ${view.good} ${view.good === 1 ? 'post' : 'posts'}`}
            </Button>
          ) : null}
        </>
      }
    >
      {problem ? (
        <p role="alert" className="mb-3 rounded bg-bad-soft px-3 py-2 text-list text-bad">
          {causeOf(problem)}
        </p>
      ) : null}
      {view ? (
        <Rows view={view} />
      ) : (
        <>
          <Button
            busy={check.isPending}
            icon={<FileUp aria-hidden className="size-4" />}
            onClick={() => picker.current?.click()}
          >
            Choose a file
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            accept=".csv,text/csv"
            aria-label="CSV file"
            onChange={(event) => {
              const file = event.target.files?.[0]
              if (file) check.mutate(file)
              event.target.value = ''
            }}
          />
        </>
      )}
    </Dialog>
  )
}

const Rows = ({ view }: { view: ImportView }) => (
  <table aria-label="Rows of the file" className="w-full table-fixed border-collapse text-list">
    <thead>
      <tr className="h-8 border-b border-line text-left text-meta text-muted">
        <th scope="col" className="w-12 font-medium">
          Row
        </th>
        <th scope="col" className="font-medium">
          Post
        </th>
        <th scope="col" className="w-44 font-medium max-md:hidden">
          When and where
        </th>
      </tr>
    </thead>
    <tbody>
      {view.rows.map((row) => (
        <tr key={row.row} className="border-b border-line align-top">
          <td className="tabular py-2">
            {row.errors.length > 0 ? (
              <CircleAlert aria-label="Cannot be used" className="mr-1 inline size-4 text-bad" />
            ) : row.warnings.length > 0 ? (
              <TriangleAlert aria-label="Warning" className="mr-1 inline size-4 text-warn" />
            ) : (
              <CircleCheck aria-label="Good" className="mr-1 inline size-4 text-good" />
            )}
            {row.row}
          </td>
          <td className="py-2 pr-3">
            <span className="line-clamp-2 break-words">{row.text || row.title || 'No text'}</span>
            {row.errors.map((error) => (
              <span key={error} className="block text-meta text-bad">
                {error}
              </span>
            ))}
            {row.warnings.map((warning) => (
              <span key={warning} className="block text-meta text-warn">
                {warning}
              </span>
            ))}
          </td>
          <td className="py-2 text-meta text-muted max-md:hidden">
            <span className="tabular block">{row.at ? plannedWords(row.at.instant) : 'No time'}</span>
            {row.accounts.map((one) => one.name).join(', ')}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
