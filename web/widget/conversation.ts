import { asChatError } from './api.ts'
import type { Api, ChatMessage, ChatSettings } from './api.ts'
import { followStream } from './follow-stream.ts'

export interface Pending {
  clientId: string
  text: string
  attachmentIds: string[]
  fileNames: string[]
  at: string
  /** Why it did not go out; undefined while it is on its way. */
  problem: string | undefined
}

export interface State {
  settings: ChatSettings | undefined
  messages: ChatMessage[]
  pending: Pending[]
  earlier: string | null
  typing: string | undefined
  linkUp: boolean
  /** The panel is open before the reader's eyes. */
  reading: boolean
  notice: string | undefined
}

const typingShownMs = 7_000
const typingToldEveryMs = 3_000
const maxTries = 6

export type Conversation = ReturnType<typeof makeConversation>

/** The thread as the page knows it: what the server told, and what is still on its way there. */
export function makeConversation(api: Api, onChange: () => void) {
  const state: State = {
    settings: undefined,
    messages: [],
    pending: [],
    earlier: null,
    typing: undefined,
    linkUp: true,
    reading: false,
    notice: undefined,
  }
  let following = false
  let loaded = false
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let typingToldAt = 0
  const told = { delivered: '', read: '' }

  function upsert(messages: ChatMessage[]): void {
    const byId = new Map(state.messages.map((message) => [message.id, message]))
    for (const message of messages) byId.set(message.id, message)
    state.messages = [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))
    const arrived = new Set(messages.map((message) => message.clientId))
    state.pending = state.pending.filter((one) => !arrived.has(one.clientId))
    if (messages.some((message) => message.from !== 'visitor')) setTyping(undefined)
    acknowledge()
    onChange()
  }

  /** Receipts: the page has it, or its reader does. Once for each newest message. */
  function acknowledge(): void {
    const newest = state.messages.findLast((message) => message.from !== 'visitor')
    if (!newest || newest.state === 'read') return
    const step = state.reading ? 'read' : 'delivered'
    if (told[step] === newest.id || (step === 'delivered' && newest.state === 'delivered')) return
    told[step] = newest.id
    // Told again with the next message.
    api.seen(step, newest.id).catch(() => (told[step] = ''))
    if (step === 'read') {
      state.messages = state.messages.map((one) => (one.from === 'visitor' ? one : { ...one, state: 'read' }))
    }
  }

  function setTyping(name: string | undefined): void {
    clearTimeout(typingTimer)
    state.typing = name
    if (name !== undefined) typingTimer = setTimeout(() => (setTyping(undefined), onChange()), typingShownMs)
  }

  async function load(before?: string): Promise<void> {
    const page = await api.thread(before)
    loaded = true
    state.earlier = page.cursor
    upsert(page.data)
  }

  function heard(event: string, data: string): void {
    const body: unknown = JSON.parse(data)
    if (event === 'reset' || (event === 'hello' && !loaded)) load().catch(showProblem)
    if (event === 'message') upsert([body as ChatMessage])
    if (event === 'removed') {
      const { id } = body as { id: string }
      state.messages = state.messages.filter((message) => message.id !== id)
    }
    if (event === 'typing') {
      const { name, typing } = body as { name: string; typing: boolean }
      setTyping(typing ? name : undefined)
    }
    if (event === 'seen') {
      state.messages = state.messages.map((one) => (one.from === 'visitor' ? { ...one, seen: true } : one))
    }
    onChange()
  }

  function showProblem(error: unknown): void {
    state.notice = asChatError(error).message
    onChange()
  }

  async function start(): Promise<void> {
    if (following) return
    following = true
    try {
      await api.enter()
    } catch (error) {
      following = false
      return showProblem(error)
    }
    state.notice = undefined
    void followStream(api, {
      onEvent: heard,
      onLink(isUp) {
        state.linkUp = isUp
        onChange()
      },
    })
  }

  async function push(one: Pending): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await api.write(one)
        return
      } catch (error) {
        const { message, retryMs } = asChatError(error)
        if (retryMs === undefined || tries === maxTries) {
          one.problem = message
          return onChange()
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(retryMs * tries, 20_000)))
      }
    }
  }

  return {
    state,
    start,
    async loadSettings(): Promise<void> {
      state.settings = await api.settings()
      onChange()
    },
    loadEarlier: () => (state.earlier ? load(state.earlier).catch(showProblem) : Promise.resolve()),
    setReading(reading: boolean): void {
      state.reading = reading
      acknowledge()
      onChange()
    },
    write(text: string, files: Array<{ id: string; name: string }>): void {
      const one: Pending = {
        clientId: newClientId(),
        text,
        attachmentIds: files.map((file) => file.id),
        fileNames: files.map((file) => file.name),
        at: new Date().toISOString(),
        problem: undefined,
      }
      state.pending.push(one)
      onChange()
      void start()
      void push(one)
    },
    retry(clientId: string): void {
      const one = state.pending.find((pending) => pending.clientId === clientId)
      if (!one) return
      one.problem = undefined
      onChange()
      void push(one)
    },
    typed(): void {
      if (!following || Date.now() - typingToldAt < typingToldEveryMs) return
      typingToldAt = Date.now()
      // Nobody misses it.
      api.typing().catch(() => undefined)
    },
    unread: () => state.messages.filter((one) => one.from !== 'visitor' && one.state !== 'read').length,
  }
}

/** `crypto.randomUUID` is missing on pages without https. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
