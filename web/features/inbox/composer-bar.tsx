import { CheckCheck, ChevronDown, Paperclip, SendHorizontal, Zap } from 'lucide-react'
import { useRef } from 'react'
import { useKeys } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'

export interface ComposerBarProps {
  isNote: boolean
  isBlocked: boolean
  canSend: boolean
  /** What the platform still takes of the text, and in all. */
  left: number | undefined
  max: number | undefined
  onFiles: (files: Iterable<File>) => void
  onSavedReplies: () => void
  onSend: (andResolve: boolean) => void
}

/** The line below the text: what can be added, and Send. */
export function ComposerBar(props: ComposerBarProps) {
  const { isNote, isBlocked, canSend, left, max, onFiles, onSavedReplies, onSend } = props
  const picker = useRef<HTMLInputElement>(null)
  return (
    <div className="flex items-center gap-1 p-2">
      {isNote ? null : (
        <>
          <IconButton
            label="Add files"
            side="top"
            icon={<Paperclip />}
            disabled={isBlocked}
            onClick={() => picker.current?.click()}
          />
          <IconButton
            label="Saved replies"
            side="top"
            icon={<Zap />}
            disabled={isBlocked}
            onClick={onSavedReplies}
          />
          <input
            ref={picker}
            type="file"
            aria-label="Files to send"
            multiple
            hidden
            onChange={(event) => {
              onFiles(Array.from(event.target.files ?? []))
              // So that the same file can be chosen again.
              event.target.value = ''
            }}
          />
        </>
      )}
      <span className="flex-1" />
      <Counter left={left} max={max} />
      {isNote ? (
        <Button look="primary" disabled={!canSend} onClick={() => onSend(false)}>
          Add note
        </Button>
      ) : (
        <SendButton canSend={canSend} onSend={onSend} />
      )}
    </div>
  )
}

function SendButton({ canSend, onSend }: Pick<ComposerBarProps, 'canSend' | 'onSend'>) {
  const keysOf = useKeys()
  return (
    <span className="flex">
      <Button
        look="primary"
        disabled={!canSend}
        icon={<SendHorizontal aria-hidden className="size-4" />}
        className="rounded-r-none"
        onClick={() => onSend(false)}
      >
        Send
      </Button>
      <Menu
        align="end"
        side="top"
        trigger={
          <Button
            look="primary"
            disabled={!canSend}
            aria-label="Other ways to send"
            className="rounded-l-none border-l border-l-on-accent/30 px-1.5"
          >
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        }
      >
        <MenuItem icon={<SendHorizontal />} keys={keysOf('send')} onSelect={() => onSend(false)}>
          Send
        </MenuItem>
        <MenuItem icon={<CheckCheck />} keys={keysOf('sendResolve')} onSelect={() => onSend(true)}>
          Send and resolve
        </MenuItem>
      </Menu>
    </span>
  )
}

/** Told once it gets short. */
function Counter({ left, max }: Pick<ComposerBarProps, 'left' | 'max'>) {
  if (left === undefined || max === undefined || left > max * 0.2) return null
  return (
    <output className={cx('tabular px-2 text-meta', left < 0 ? 'font-medium text-bad' : 'text-muted')}>
      {left < 0 ? `${-left} too many` : `${left} left`}
    </output>
  )
}
