import { Link } from '@tanstack/react-router'
import { Lock, Reply as ReplyIcon } from 'lucide-react'
import { useId, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from 'react'
import { useMe } from '../../app/me.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { cx } from '../../ui/cx.ts'
import { causeOf } from '../../ui/error-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { ComposerBar } from './composer-bar.tsx'
import { MovedBanner, ProblemBanner, WindowBanner } from './composer-banners.tsx'
import { ComposerFiles } from './composer-files.tsx'
import { fileProblem, insertAt, triggerAt } from './composer-text.ts'
import type { ConversationView } from './inbox-api.ts'
import { SuggestedReplies } from './suggested-reply.tsx'
import { SuggestionList } from './suggestion-list.tsx'
import { useComposer } from './use-composer.ts'
import { newClientId } from './use-send.ts'
import { useSuggestions, type Suggestion } from './use-suggestions.ts'
import { useUploads } from './use-uploads.ts'

export interface ComposerProps {
  conversation: ConversationView
  onTyping: () => void
  onOpen: () => void
  /** The reply was sent with "and resolve": the next one may be opened. */
  onResolved: () => void
}

/** Mount it anew for each conversation (`key`): the draft belongs to one. */
export function Composer({ conversation, onTyping, onOpen, onResolved }: ComposerProps) {
  const { can } = useMe()
  const composer = useComposer(conversation, onOpen)
  const { draft, change, text, left, abilities, refusal } = composer
  const { mode } = draft
  const isNote = mode === 'note'
  const box = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [isOver, setOver] = useState(false)
  const listId = useId()
  const toasts = useToasts()
  const uploads = useUploads((media) => change({ files: [...composer.read().files, media] }))
  const isShut = !conversation.window.open || conversation.identity.blocked
  const isBlocked = !isNote && isShut

  const focus = (next?: 'reply' | 'note') => {
    if (next) change({ mode: next })
    requestAnimationFrame(() => box.current?.focus())
  }
  useShortcut('reply', () => focus('reply'))
  useShortcut('note', () => focus('note'))

  const trigger = triggerAt(text, caret, mode)
  const putText = (next: { text: string; caret: number }) => {
    composer.setText(next.text)
    setCaret(next.caret)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(next.caret, next.caret)
    })
  }
  const onPick = (suggestion: Suggestion) => {
    if (!trigger) return
    if (trigger.kind === 'mention') return putText(insertAt(text, trigger, caret, `@${suggestion.title} `))
    composer.fill(suggestion.id).then(
      (filled) => putText(insertAt(text, trigger, caret, filled.text)),
      (error: unknown) =>
        toasts.show({ title: 'The saved reply could not be filled in', detail: causeOf(error), tone: 'bad' }),
    )
  }
  const suggestions = useSuggestions(trigger, onPick)

  const isEmpty = text.trim() === '' && (isNote || draft.files.length === 0)
  const isTooLong = left !== undefined && left < 0
  const canSend = !isEmpty && !isTooLong && !isBlocked && !(uploads.isBusy && !isNote)

  const submit = (andResolve: boolean) => {
    if (!canSend) return
    if (isNote) {
      void composer.sendNote(text.trim())
      return
    }
    const reply = { text: text.trim(), files: draft.files, andResolve, clientId: newClientId() }
    void composer.sendReply(reply)
    if (andResolve) onResolved()
  }

  const addFiles = (files: Iterable<File>) => {
    if (isNote) {
      toasts.show({ title: 'Notes take no files', detail: 'Switch to Reply to send one.' })
      return
    }
    for (const file of files) {
      uploads.add(file, fileProblem(file, abilities?.attachments ?? {}, conversation.channel.name))
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    addFiles(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    addFiles(event.dataTransfer.files)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || suggestions.onKeyDown(event)) return
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      submit(event.shiftKey)
    }
    if (event.key === 'Escape') box.current?.blur()
  }

  return (
    <div className="shrink-0 space-y-1.5 px-3 pb-3">
      <SuggestedReplies
        conversationId={conversation.id}
        editedId={draft.suggestionId}
        onEdit={(suggestion) => {
          change({ mode: 'reply', reply: suggestion.text, suggestionId: suggestion.id })
          focus()
        }}
        onStopEdit={() => change({ reply: '', suggestionId: undefined })}
      />
      <WindowBanner conversation={conversation} />
      {refusal?.moved ? (
        <MovedBanner
          message={refusal.message}
          came={refusal.moved.came}
          onSend={() => {
            const reply = refusal.moved?.reply
            if (reply) void composer.sendReply({ ...reply, text: text.trim(), files: draft.files })
          }}
        />
      ) : refusal ? (
        <ProblemBanner message={refusal.message} />
      ) : null}
      <div
        data-mode={mode}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cx(
          'relative rounded-lg border transition-colors duration-150 focus-within:border-focus',
          isNote ? 'border-note-line bg-note-soft' : 'border-edge bg-surface',
          isOver && 'border-dashed border-focus bg-accent-soft',
        )}
      >
        {suggestions.isOpen ? (
          <SuggestionList
            id={listId}
            label={suggestions.label}
            found={suggestions.found}
            index={suggestions.index}
            onPick={onPick}
            footer={
              trigger?.kind === 'saved-reply' && can('saved-replies:write') ? (
                <Link
                  to="/inbox/saved-replies"
                  className="ring-inside block border-t border-line px-3 py-2 text-meta font-medium text-accent-ink hover:bg-hover"
                >
                  Change saved replies
                </Link>
              ) : null
            }
          />
        ) : null}
        <div className="flex items-center gap-2 px-2 pt-2">
          <Segmented
            label="What to write"
            className="h-7 bg-surface pointer-coarse:h-11"
            value={mode}
            segments={[
              {
                value: 'reply',
                label: (
                  <>
                    <ReplyIcon aria-hidden />
                    Reply
                  </>
                ),
              },
              {
                value: 'note',
                label: (
                  <>
                    <Lock aria-hidden />
                    Note
                  </>
                ),
              },
            ]}
            onValueChange={(next) => focus(next)}
          />
          {isNote ? <span className="text-meta text-note">Only your team sees this</span> : null}
        </div>
        <textarea
          ref={box}
          rows={2}
          value={text}
          disabled={isBlocked}
          aria-label={isNote ? 'Note to the team' : `Reply to ${conversation.contact.name}`}
          aria-invalid={isTooLong || undefined}
          aria-autocomplete="list"
          aria-controls={suggestions.isOpen ? listId : undefined}
          aria-activedescendant={suggestions.isOpen ? `${listId}-${suggestions.index}` : undefined}
          placeholder={
            isBlocked
              ? 'You cannot answer here now. Write a note instead.'
              : isNote
                ? 'Write to the team, @ to call somebody'
                : 'Write a reply, / for saved replies'
          }
          onChange={(event) => {
            composer.setText(event.target.value)
            setCaret(event.target.selectionStart)
            if (!isNote) onTyping()
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="field-sizing-content block max-h-60 min-h-14 w-full resize-none bg-transparent px-3 py-2 text-read outline-none disabled:text-muted"
        />
        {isNote ? null : (
          <ComposerFiles
            files={draft.files}
            uploads={uploads.uploads}
            onRemoveFile={(id) => change({ files: draft.files.filter((file) => file.id !== id) })}
            onRemoveUpload={uploads.remove}
          />
        )}
        <ComposerBar
          isNote={isNote}
          isBlocked={isBlocked}
          canSend={canSend}
          left={left}
          max={abilities?.text.max}
          onFiles={addFiles}
          onSavedReplies={() => {
            const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
            putText({ text: `${start}/`, caret: start.length + 1 })
          }}
          onSend={submit}
        />
      </div>
    </div>
  )
}
