import { Plus, X } from 'lucide-react'
import type { PostChecks } from '#features/posts/review.schema.ts'
import type { BodyMedia } from '#features/posts/schema.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { AccountTabs } from './account-tabs.tsx'
import {
  backToShared,
  bodyIn,
  change,
  differenceWords,
  differs,
  type BodyChange,
  type PostDraft,
  type Scope,
} from './edit-draft.ts'
import { Extras } from './extras.tsx'
import { stoppedAccounts } from './gather-checks.ts'
import { InsertMenu } from './insert-menu.tsx'
import { withSnippet, withTemplate } from './insert-text.ts'
import { LabelEditor } from './label-editor.tsx'
import { PartEditor } from './part-editor.tsx'
import type { Account } from './posts-api.ts'
import { TextCounter } from './text-counter.tsx'

export interface PostEditorProps {
  draft: PostDraft
  onDraft: (change: (old: PostDraft) => PostDraft) => void
  scope: Scope
  onScope: (scope: Scope) => void
  accounts: readonly Account[]
  checks: PostChecks | undefined
  readOnly: boolean
}

export function PostEditor(props: PostEditorProps) {
  const { draft, onDraft, scope, onScope, accounts, checks, readOnly } = props
  const toasts = useToasts()
  const body = bodyIn(draft, scope)
  const set = (next: BodyChange) => onDraft((old) => change(old, scope, next))
  const setMedia = (make: (old: readonly BodyMedia[]) => BodyMedia[]) =>
    onDraft((old) => change(old, scope, { media: make(bodyIn(old, scope).media) }))
  const own = draft.targets.find((target) => target.channelId === scope)
  const name = accounts.find((one) => one.id === scope)?.name ?? ''
  const withUndo = (title: string, next: (old: PostDraft) => PostDraft) => {
    const before = draft
    onDraft(next)
    toasts.show({ title, undo: () => onDraft(() => before) })
  }
  const setPart = (at: number, text: string) =>
    set({ thread: body.thread.map((part, index) => (index === at ? text : part)) })
  const dropPart = (at: number) =>
    withUndo('The part is gone', (old) =>
      change(old, scope, {
        thread: body.thread.filter((_, index) => index !== at),
        // Its media go with it; those of later parts move up.
        media: body.media
          .filter((one) => one.part !== at + 1)
          .map((one) => (one.part > at + 1 ? { ...one, part: one.part - 1 } : one)),
      }),
    )
  return (
    <>
      {draft.targets.length > 0 ? (
        <AccountTabs
          draft={draft}
          accounts={accounts}
          scope={scope}
          onScope={onScope}
          stopped={stoppedAccounts(checks)}
        />
      ) : null}
      {own ? (
        <div className="-mt-1 flex min-h-8 flex-wrap items-center gap-2 text-list text-muted">
          <p className="flex-1">
            {differs(own.override)
              ? `${name} has its own ${differenceWords(own.override)}.`
              : `${name} takes what all accounts share. What you change here changes here only.`}
          </p>
          {differs(own.override) && !readOnly ? (
            <Button
              size="sm"
              onClick={() => withUndo('Back to the shared words', (old) => backToShared(old, scope))}
            >
              Back to shared
            </Button>
          ) : null}
        </div>
      ) : null}
      <PartEditor
        key={`${scope} 0`}
        label="Text"
        part={0}
        text={body.text}
        media={body.media}
        placeholder="Write the post. Drop pictures and films here."
        readOnly={readOnly}
        onText={(text) => set({ text })}
        onMedia={setMedia}
        tools={
          readOnly ? undefined : (
            <InsertMenu
              onTemplate={(template, values) =>
                withUndo(`“${template.name}” inserted`, (old) => withTemplate(old, template, values))
              }
              onSnippet={(snippet) =>
                withUndo(`“${snippet.name}” inserted`, (old) =>
                  withSnippet(
                    old,
                    scope,
                    snippet,
                    (id) => accounts.find((one) => one.id === id)?.publishes.platform,
                  ),
                )
              }
            />
          )
        }
        aside={<TextCounter checks={checks} accounts={accounts} scope={scope} />}
      />
      {body.thread.map((text, at) => (
        <PartEditor
          key={`${scope} ${at + 1}`}
          label={`Part ${at + 2}`}
          part={at + 1}
          text={text}
          media={body.media}
          placeholder={`Part ${at + 2} of the thread`}
          readOnly={readOnly}
          onText={(next) => setPart(at, next)}
          onMedia={setMedia}
          className="ml-4"
          aside={
            readOnly ? undefined : (
              <IconButton label={`Remove part ${at + 2}`} icon={<X />} onClick={() => dropPart(at)} />
            )
          }
        />
      ))}
      {readOnly || !mayThread(accounts, scope) ? null : (
        <Button
          look="quiet"
          className="-mt-2 self-start"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => set({ thread: [...body.thread, ''] })}
        >
          Add a part to the thread
        </Button>
      )}
      {readOnly && !body.link && !body.firstComment ? null : (
        <Extras body={body} scope={scope} accounts={accounts} readOnly={readOnly} onChange={set} />
      )}
      <LabelEditor
        labels={draft.labels}
        readOnly={readOnly}
        onChange={(labels) => onDraft((old) => ({ ...old, labels }))}
      />
    </>
  )
}

const mayThread = (accounts: readonly Account[], scope: Scope) =>
  accounts.some(
    (one) => (scope === 'all' || one.id === scope) && one.publishes.formats.some(({ id }) => id === 'thread'),
  )
