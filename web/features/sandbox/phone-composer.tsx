import {
  ArrowUp,
  AtSign,
  CircleDot,
  Eye,
  Image,
  MousePointerClick,
  Smartphone,
  X,
  type LucideIcon,
} from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { Draft } from './bubble.tsx'
import type { Person, Phone } from './sandbox-api.ts'
import type { Doing } from './use-act.ts'

export interface PhoneComposerProps {
  phone: Phone
  person: Person
  draft: Draft
  onDraft: (draft: Draft) => void
  onAct: (doing: Doing) => Promise<unknown>
}

const typingEveryMs = 3_000

export function PhoneComposer({ phone, person, draft, onDraft, onAct }: PhoneComposerProps) {
  const [text, setText] = useState('')
  const [failed, setFailed] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const tellTyping = useTyping(phone, onAct)
  const [shown, setShown] = useState(draft)
  if (shown !== draft) {
    setShown(draft)
    if (draft.kind === 'edit') setText(draft.entry.text ?? '')
  }
  useEffect(() => field.current?.focus(), [draft])

  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    const said = text.trim()
    if (!said) return
    setText('')
    setFailed(false)
    const wasDraft = draft
    onDraft({ kind: 'write' })
    onAct(doingOf(wasDraft, said)).catch(() => {
      // The toast says why; the words come back.
      setText(said)
      onDraft(wasDraft)
      setFailed(true)
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      submit()
    }
    if (event.key === 'Escape' && draft.kind !== 'write') onDraft({ kind: 'write' })
  }
  const banner = bannerOf(draft, phone)
  return (
    <form onSubmit={submit} className="shrink-0 border-t border-line p-2">
      <Acts
        phone={phone}
        onDraft={onDraft}
        onAct={(doing) => void onAct(doing).catch(() => setFailed(true))}
      />
      {banner ? (
        <p className="flex items-center gap-2 rounded-md bg-fill py-1 pr-1 pl-2.5 text-meta text-muted">
          <span className="min-w-0 flex-1 truncate">{banner}</span>
          <IconButton
            label="Leave it"
            size="sm"
            icon={<X />}
            onClick={() => {
              setText('')
              onDraft({ kind: 'write' })
            }}
          />
        </p>
      ) : null}
      <div className="flex items-end gap-2 pt-1.5">
        <Textarea
          ref={field}
          rows={1}
          aria-label={banner ?? `Write as ${person.name}`}
          aria-invalid={failed || undefined}
          placeholder={`Message as ${person.name.split(' ')[0] ?? person.name}`}
          value={text}
          className="max-h-32 min-h-9 rounded-[18px] px-3.5"
          onChange={(event) => {
            setText(event.target.value)
            tellTyping()
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton
          type="submit"
          label="Send"
          keys="Enter"
          side="top"
          disabled={!text.trim()}
          icon={<ArrowUp />}
          className="size-9 rounded-full bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
        />
      </div>
    </form>
  )
}

function doingOf(draft: Draft, text: string): Doing {
  switch (draft.kind) {
    case 'write':
      return { kind: 'write', text, ...(draft.quote ? { quote: draft.quote.id } : {}) }
    case 'edit':
      return { kind: 'edit', messageId: draft.entry.id, text }
    case 'postback':
      return { kind: 'postback', title: text.slice(0, 80), payload: text }
    default:
      return { kind: draft.kind, text }
  }
}

function bannerOf(draft: Draft, phone: Phone): string | undefined {
  switch (draft.kind) {
    case 'write':
      return draft.quote ? `Quoting: ${draft.quote.text ?? draft.quote.kind}` : undefined
    case 'edit':
      return 'Editing the message'
    case 'story_reply':
      return 'Replying to a story of the shop'
    case 'native_reply':
      return `The team answers in ${phone.connectorName} itself`
    case 'postback':
      return 'Tapping a button with these words'
  }
}

/** Tells the platform that the customer types, at most every few seconds, where it can be told. */
function useTyping(phone: Phone, onAct: PhoneComposerProps['onAct']) {
  const last = useRef(0)
  return () => {
    const now = Date.now()
    if (!phone.customer.includes('typing') || now - last.current < typingEveryMs) return
    last.current = now
    onAct({ kind: 'typing' }).catch(() => {
      last.current = 0
    })
  }
}

interface ActsProps {
  phone: Phone
  onDraft: (draft: Draft) => void
  onAct: (doing: Doing) => void
}

function Acts({ phone, onDraft, onAct }: ActsProps) {
  const may = (what: string) => phone.customer.includes(what)
  const acts: [boolean, string, LucideIcon, () => void][] = [
    [may('photo'), 'Photo', Image, () => onAct({ kind: 'photo' })],
    [may('story_mention'), 'Story mention', AtSign, () => onAct({ kind: 'story_mention' })],
    [may('story_reply'), 'Story reply', CircleDot, () => onDraft({ kind: 'story_reply' })],
    [may('postback'), 'Tap a button', MousePointerClick, () => onDraft({ kind: 'postback' })],
    [phone.tellsRead, 'Read', Eye, () => onAct({ kind: 'read' })],
    [may('native_reply'), 'Answer as the team', Smartphone, () => onDraft({ kind: 'native_reply' })],
  ]
  return (
    <div role="toolbar" aria-label="What a customer can do" className="flex flex-wrap gap-0.5">
      {acts.map(([shown, label, Icon, run]) =>
        shown ? (
          <Button
            key={label}
            size="sm"
            look="quiet"
            icon={<Icon aria-hidden className="size-3.5" />}
            onClick={run}
          >
            {label}
          </Button>
        ) : null,
      )}
    </div>
  )
}
