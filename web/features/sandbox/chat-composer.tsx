import { ArrowUp, AtSign, Image } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import type { Chat, Doing } from './chats-api.ts'

export interface ChatComposerProps {
  chat: Chat
  place: string
  isDirect: boolean
  thread: string | undefined
  onAct: (doing: Doing) => Promise<unknown>
}

/** What begins with a slash is the bot's command, with or without its name. */
export function doingOf(
  text: string,
  rest: { mention: boolean; thread: string | undefined; photo: boolean },
): Doing {
  const command = /^\/(?:parley\b\s*)?([\s\S]*)$/.exec(text)?.[1]
  if (command !== undefined) return { kind: 'slash', text: command.trim() }
  const { mention, thread, photo } = rest
  return {
    kind: 'write',
    text,
    ...(mention ? { mention } : {}),
    ...(thread === undefined ? {} : { thread }),
    ...(photo ? { photo } : {}),
  }
}

export function ChatComposer({ chat, place, isDirect, thread, onAct }: ChatComposerProps) {
  const [text, setText] = useState('')
  const [mention, setMention] = useState(!isDirect && thread === undefined)
  const [photo, setPhoto] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (!said) return
    setText('')
    setPhoto(false)
    // The toast says why; the words come back.
    onAct(doingOf(said, { mention, thread, photo })).catch(() => setText(said))
  }
  return (
    <form onSubmit={submit} className="flex shrink-0 items-center gap-1.5 border-t border-line p-2.5">
      <IconButton
        label={photo ? 'With a photo' : 'Add a photo'}
        side="top"
        icon={<Image />}
        pressed={photo}
        onClick={() => setPhoto(!photo)}
      />
      {isDirect ? null : (
        <IconButton
          label={mention ? 'Said to the bot' : 'Said to all, not to the bot'}
          side="top"
          icon={<AtSign />}
          pressed={mention}
          onClick={() => setMention(!mention)}
        />
      )}
      <Input
        aria-label={thread ? 'Reply in the thread' : `Write in ${place}`}
        placeholder={
          isDirect || mention ? `To the bot in ${chat.name}, or /help` : 'To the channel, or /help'
        }
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <IconButton
        type="submit"
        label="Send"
        keys="Enter"
        side="top"
        disabled={!text.trim()}
        icon={<ArrowUp />}
        className="rounded-full bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
      />
    </form>
  )
}
