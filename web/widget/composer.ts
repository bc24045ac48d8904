import { asChatError } from './api.ts'
import type { Api } from './api.ts'
import type { Conversation } from './conversation.ts'
import { el, icons } from './dom.ts'

interface Draft {
  file: File
  id: string | undefined
  problem: string | undefined
}

const longestText = 4000
const maxFiles = 5
const maxBytes = 10 * 1024 * 1024

/** The box to write in: text, files by button, paste or drop, send by Enter. */
export function makeComposer(api: Api, conversation: Conversation) {
  const drafts: Draft[] = []
  const input = el('textarea', {
    rows: '1',
    'aria-label': 'Your message',
    placeholder: 'Write a message…',
    maxlength: String(longestText),
    enterkeyhint: 'send',
    input: () => {
      grow()
      refresh()
      if (input.value.trim() !== '') conversation.typed()
    },
    keydown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      send()
    },
    paste: (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      addFiles(files)
    },
  })
  const picker = el('input', {
    type: 'file',
    multiple: true,
    class: 'hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
    change: () => {
      addFiles([...(picker.files ?? [])])
      picker.value = ''
    },
  })
  const chips = el('div', { class: 'chips', 'aria-live': 'polite' })
  const sendButton = el('button', { class: 'send', type: 'submit', 'aria-label': 'Send' }, icons.send())
  const attach = el(
    'button',
    {
      class: 'plain',
      type: 'button',
      'aria-label': 'Add a file',
      title: 'Add a file',
      click: () => picker.click(),
    },
    icons.clip(),
  )
  const form = el(
    'form',
    {
      class: 'composer',
      submit: (event: Event) => {
        event.preventDefault()
        send()
      },
    },
    chips,
    el('div', { class: 'box' }, attach, picker, input, sendButton),
  )

  function grow(): void {
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`
  }

  const isReady = () =>
    (input.value.trim() !== '' || drafts.length > 0) && drafts.every((draft) => draft.id !== undefined)

  function refresh(): void {
    sendButton.disabled = !isReady()
    chips.replaceChildren(...drafts.map(chipOf))
  }

  function chipOf(draft: Draft): HTMLElement {
    const { name } = draft.file
    const told = draft.problem ?? (draft.id === undefined ? 'Uploading…' : '')
    return el(
      'span',
      { class: `chip ${draft.problem ? 'failed' : ''}` },
      told === '' ? name : `${name}: ${told}`,
      el(
        'button',
        {
          type: 'button',
          'aria-label': `Remove ${name}`,
          click: () => {
            drafts.splice(drafts.indexOf(draft), 1)
            refresh()
            input.focus()
          },
        },
        icons.close(),
      ),
    )
  }

  function addFiles(files: File[]): void {
    for (const file of files.slice(0, maxFiles - drafts.length)) {
      const draft: Draft = { file, id: undefined, problem: undefined }
      drafts.push(draft)
      if (file.size > maxBytes) draft.problem = 'It is larger than 10 MB.'
      else void upload(draft)
    }
    refresh()
  }

  async function upload(draft: Draft): Promise<void> {
    try {
      draft.id = (await api.upload(draft.file)).id
    } catch (error) {
      draft.problem = asChatError(error).message
    }
    refresh()
  }

  function send(): void {
    if (!isReady()) return
    const files = drafts.flatMap(({ id, file }) => (id === undefined ? [] : [{ id, name: file.name }]))
    conversation.write(input.value.trim(), files)
    drafts.length = 0
    input.value = ''
    grow()
    refresh()
    input.focus()
  }

  refresh()
  return { form, input, addFiles }
}
