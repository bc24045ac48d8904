import type { Api, ChatFile, ChatMessage } from './api.ts'
import type { Conversation, Pending, State } from './conversation.ts'
import { el, icons, textNodes } from './dom.ts'
import { showPicture } from './picture.ts'
import { clockTime, dayName } from './times.ts'

/** A child of the log. The same `key` and `signature`: the same node stays. */
export interface Line {
  key: string
  signature: string
  make(): HTMLElement
}

/** The whole thread as lines: days, messages, what is on its way, and who types. */
export function linesOf(conversation: Conversation, api: Api): Line[] {
  const { state } = conversation
  const lines: Line[] = []
  let day = ''
  const newDay = (at: string) => {
    const name = dayName(at)
    if (name !== day) lines.push(dayLine(name))
    day = name
  }
  const lastOwn = state.messages.findLast((message) => message.from === 'visitor')
  state.messages.forEach((message, index) => {
    newDay(message.at)
    const before = state.messages[index - 1]
    const named =
      message.from !== 'visitor' && (before?.from !== message.from || before.name !== message.name)
    lines.push(messageLine(message, { named, last: message === lastOwn && state.pending.length === 0 }, api))
  })
  for (const one of state.pending) {
    newDay(one.at)
    lines.push(pendingLine(one, conversation))
  }
  lines.push(...typingLine(state))
  return lines
}

const dayLine = (name: string): Line => ({
  key: `day ${name}`,
  signature: '',
  make: () => el('div', { class: 'day', role: 'separator' }, name),
})

function messageLine(message: ChatMessage, show: { named: boolean; last: boolean }, api: Api): Line {
  const own = message.from === 'visitor'
  const who = own ? 'You' : message.name
  return {
    key: message.clientId ?? message.id,
    signature: JSON.stringify([
      message.text,
      message.files.map((file) => file.name),
      message.edited,
      show,
      message.seen,
    ]),
    make: () =>
      el(
        'div',
        { class: `line ${own ? 'own' : 'theirs'}`, 'data-id': message.id },
        show.named ? el('div', { class: 'who', 'aria-hidden': 'true' }, who) : undefined,
        message.text !== '' && bubble(who, message.text, message.at),
        ...message.files.map((file) => fileNode(file, who, api)),
        el(
          'div',
          { class: 'meta' },
          clockTime(message.at),
          message.edited ? ' · edited' : '',
          show.last ? ` · ${message.seen ? 'Seen' : 'Sent'}` : '',
        ),
      ),
  }
}

function pendingLine(one: Pending, conversation: Conversation): Line {
  return {
    key: one.clientId,
    signature: `pending ${one.problem ?? ''}`,
    make: () =>
      el(
        'div',
        { class: `line own ${one.problem ? 'failed' : 'pending'}` },
        one.text !== '' && bubble('You', one.text, one.at),
        ...one.fileNames.map((name) => el('div', { class: 'file' }, icons.file(), name)),
        el('div', { class: 'meta' }, one.problem ? `Not sent. ${one.problem}` : 'Sending…'),
        one.problem
          ? el(
              'button',
              { class: 'retry', type: 'button', click: () => conversation.retry(one.clientId) },
              'Try again',
            )
          : undefined,
      ),
  }
}

function typingLine(state: State): Line[] {
  if (state.typing === undefined) return []
  const name = state.typing || (state.settings?.name ?? 'Somebody')
  return [
    {
      key: 'typing',
      signature: name,
      make: () =>
        el(
          'div',
          { class: 'typing' },
          el('i', {}),
          el('i', {}),
          el('i', {}),
          el('span', {}, `${name} is typing`),
        ),
    },
  ]
}

const bubble = (who: string, text: string, at: string): HTMLElement =>
  el(
    'div',
    { class: 'bubble', title: new Date(at).toLocaleString() },
    el('span', { class: 'hidden' }, `${who}: `),
    ...textNodes(text),
  )

function fileNode(file: ChatFile, who: string, api: Api): HTMLElement {
  if (file.url === null) return el('div', { class: 'file' }, icons.file(), file.name)
  const href = api.file(file.url)
  const link = el('a', {
    class: 'file',
    href,
    target: '_blank',
    rel: 'noopener noreferrer',
    download: file.name,
  })
  if (file.previewUrl === null) {
    link.append(icons.file(), file.name)
    return link
  }
  link.className = 'picture'
  link.setAttribute('aria-label', `Picture from ${who}: ${file.name}`)
  if (file.width && file.height) link.style.aspectRatio = `${file.width} / ${file.height}`
  showPicture(api.file(file.previewUrl), link, () => {
    link.className = 'file'
    link.style.aspectRatio = ''
    link.append(icons.file(), file.name)
  })
  return link
}
