import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { VersionView, WordDiff } from '#features/posts/review.schema.ts'
import type { PostView } from '#features/posts/schema.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Time } from '../../ui/time.tsx'
import { differenceQuery, versionsQuery } from './posts-api.ts'

export interface VersionsSheetProps {
  post: PostView
  mayEdit: boolean
  onRestore: (version: VersionView) => void
  onClose: () => void
}

export function VersionsSheet({ post, mayEdit, onRestore, onClose }: VersionsSheetProps) {
  const query = useQuery(versionsQuery(post.id))
  const [opened, setOpened] = useState<number>()
  return (
    <Sheet open onOpenChange={(open) => open || onClose()} title="Versions">
      <QueryView query={query}>
        {(versions) => (
          <ol aria-label="Versions, newest first">
            {versions.map((version) => {
              const isNow = version.version === post.version
              return (
                <li key={version.version} className="border-b border-line px-4 py-3">
                  <div className="flex items-center gap-2 text-list">
                    <span className="font-medium">Version {version.version}</span>
                    {isNow ? <Badge>Now</Badge> : null}
                    {version.approved ? <Badge tone="good">Approved</Badge> : null}
                    <span className="flex-1" />
                    <Time at={version.at} className="text-meta text-muted" />
                  </div>
                  <p className="text-meta text-muted">{version.by.name}</p>
                  <p className="mt-1 line-clamp-2 text-list break-words text-muted">
                    {version.body.text || 'No text'}
                  </p>
                  {isNow ? null : (
                    <div className="mt-2 flex gap-2">
                      <Button
                        size="sm"
                        aria-expanded={opened === version.version}
                        onClick={() => setOpened(opened === version.version ? undefined : version.version)}
                      >
                        What changed since
                      </Button>
                      {mayEdit ? (
                        <Button size="sm" look="quiet" onClick={() => onRestore(version)}>
                          Take these words
                        </Button>
                      ) : null}
                    </div>
                  )}
                  {opened === version.version ? (
                    <DifferenceView id={post.id} since={version.version} to={post.version} />
                  ) : null}
                </li>
              )
            })}
          </ol>
        )}
      </QueryView>
    </Sheet>
  )
}

export function DifferenceView({ id, since, to }: { id: string; since: number; to: number }) {
  const query = useQuery(differenceQuery(id, since, to))
  return (
    <QueryView query={query} loading={<span className="block h-12" />}>
      {({ changes }) =>
        changes.length === 0 ? (
          <p className="mt-2 text-list text-muted">Readers see no difference.</p>
        ) : (
          <ul className="mt-2 flex flex-col gap-2">
            {changes.map((change) => (
              <li key={change.what} className="rounded border border-line p-2.5 text-list">
                <p className="text-meta font-medium text-muted">{change.what}</p>
                {change.text ? <WordsView text={change.text} /> : <p>{change.words}</p>}
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  )
}

const WordsView = ({ text }: { text: WordDiff[] }) => (
  <p className="break-words whitespace-pre-wrap">
    {text.map(({ kind, text: words }, index) =>
      kind === 'added' ? (
        <ins key={index} className="rounded-sm bg-good-soft text-good no-underline">
          {words}
        </ins>
      ) : kind === 'removed' ? (
        <del key={index} className="rounded-sm bg-bad-soft text-bad">
          {words}
        </del>
      ) : (
        <span key={index}>{words}</span>
      ),
    )}
  </p>
)
