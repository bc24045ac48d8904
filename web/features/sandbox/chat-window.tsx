import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { QueryView } from '../../app/query-view.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { ChatComposer } from './chat-composer.tsx'
import { ChatFormDialog } from './chat-form-dialog.tsx'
import { ChatMessage } from './chat-message.tsx'
import {
  actInChat,
  sceneQuery,
  type Chat,
  type Doing,
  type Form,
  type Message,
  type Seat,
} from './chats-api.ts'

export interface ChatWindowProps {
  chat: Chat
  seat: Seat
  person: string
  place: string
}

/** One channel as this person sees it. */
export function ChatWindow({ chat, seat, person, place }: ChatWindowProps) {
  const query = useQuery(sceneQuery(chat.surface, seat))
  const act = useChatAct(chat, seat)
  const [thread, setThread] = useState<string>()
  const [left, setLeft] = useState<Form>()
  const form = query.data?.form ?? undefined
  const isDirect = chat.people.some(({ direct }) => direct === seat.channel)
  return (
    <section
      aria-label={`${place} in ${chat.name}, as ${person} sees it`}
      className="flex min-h-0 w-full max-w-190 flex-col bg-surface lg:overflow-hidden lg:rounded-lg lg:border lg:border-line"
    >
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-4">
        {thread ? (
          <IconButton label="Back to the channel" icon={<ArrowLeft />} onClick={() => setThread(undefined)} />
        ) : null}
        <h2 className="min-w-0 flex-1 truncate text-list font-semibold">
          {thread ? `Thread in ${place}` : place}
        </h2>
        <span className="truncate text-meta text-muted">{chat.workspace}</span>
      </header>
      <QueryView query={query} loading={<div className="flex-1" />}>
        {({ messages }) => (
          <Messages
            chat={chat}
            person={person}
            messages={shownIn(chat, messages, thread)}
            repliesTo={(id) => (thread ? 0 : repliesTo(chat, messages, id))}
            busy={act.isPending}
            onPress={(message, button) => {
              setLeft(undefined)
              act.mutate({ kind: 'press', message, button })
            }}
            onThread={isDirect ? undefined : setThread}
          />
        )}
      </QueryView>
      <ChatComposer
        key={thread ?? ''}
        chat={chat}
        place={place}
        isDirect={isDirect}
        thread={thread}
        onAct={(doing) => act.mutateAsync(doing)}
      />
      {form && JSON.stringify(form) !== JSON.stringify(left) ? (
        <ChatFormDialog
          form={form}
          busy={act.isPending}
          onSubmit={(values) => act.mutate({ kind: 'submit', values })}
          onClose={() => setLeft(form)}
        />
      ) : null}
    </section>
  )
}

function useChatAct(chat: Chat, seat: Seat) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (doing: Doing) => actInChat(chat.surface, seat, doing),
    meta: { failed: `${chat.name} did not take it` },
    onSuccess: ({ error }) => {
      if (error) toasts.show({ title: `${chat.name} says`, detail: error, tone: 'bad' })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: sceneQuery(chat.surface, seat).queryKey }),
  })
}

const isReply = (chat: Chat, message: Message, messages: readonly Message[]) =>
  chat.threads &&
  message.thread !== undefined &&
  message.thread !== message.id &&
  messages.some(({ id }) => id === message.thread)

/** The channel without what stands in threads, or one thread with its first message. */
function shownIn(chat: Chat, messages: readonly Message[], thread: string | undefined): readonly Message[] {
  if (thread === undefined) return messages.filter((one) => !isReply(chat, one, messages))
  return messages.filter((one) => one.id === thread || one.thread === thread)
}

const repliesTo = (chat: Chat, messages: readonly Message[], id: string) =>
  messages.filter((one) => one.thread === id && isReply(chat, one, messages)).length

interface MessagesProps {
  chat: Chat
  person: string
  messages: readonly Message[]
  repliesTo: (id: string) => number
  busy: boolean
  onPress: (message: string, button: string) => void
  onThread: ((id: string) => void) | undefined
}

function Messages({ chat, person, messages, repliesTo: countOf, busy, onPress, onThread }: MessagesProps) {
  const end = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight })
  }, [messages.length])
  if (messages.length === 0) {
    return (
      <p className="flex flex-1 items-center justify-center p-6 text-center text-list text-muted">
        Nothing here yet. Write to the bot: try “help”.
      </p>
    )
  }
  return (
    <div
      ref={end}
      role="log"
      aria-label="Messages"
      // A scroller must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="scroll-quiet ring-inside min-h-0 flex-1 py-3"
    >
      <ol className="flex flex-col">
        {messages.map((message) => (
          <ChatMessage
            key={message.id}
            surface={chat.surface}
            message={message}
            isMine={!message.from.bot && message.from.name === person}
            replies={countOf(message.id)}
            busy={busy}
            onPress={(button) => onPress(message.id, button)}
            onThread={chat.threads && onThread ? () => onThread(message.id) : undefined}
          />
        ))}
      </ol>
    </div>
  )
}
