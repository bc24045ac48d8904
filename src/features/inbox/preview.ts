import { preview } from '#kernel/text.ts'
import type { MessageView, StoredAttachment } from './schema.ts'

const nouns: Record<StoredAttachment['kind'], string> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  file: 'File',
  sticker: 'Sticker',
  location: 'Location',
  contact: 'Contact',
  share: 'Shared post',
  unsupported: 'Message of a kind that this platform does not pass on',
}

/** One line for the list: the words, or what came in their place. */
export function previewOf(message: {
  text: string
  attachments: readonly StoredAttachment[]
  story?: { kind?: string } | null
  postback?: { title?: string } | null
  unsent_at?: Date | null
}): string {
  if (message.unsent_at) return 'Message was taken back'
  const words = message.text.replace(/\s+/g, ' ').trim()
  if (words) return preview(words, 140)
  if (message.story?.kind === 'mention') return 'Mentioned you in their story'
  if (message.postback?.title) return preview(message.postback.title, 140)
  const [first, ...more] = message.attachments
  if (!first) return ''
  const name = first.kind === 'file' && first.name ? first.name : nouns[first.kind]
  return more.length > 0 ? `${preview(name, 100)} and ${more.length} more` : preview(name, 140)
}

/** All of it, for a chat. */
export function saidIn(message: MessageView): string {
  if (message.unsentAt) return '(taken back)'
  const files = message.attachments.map((file) => `[${file.name ?? file.kind}]`)
  return [message.text, ...files].filter((part) => part !== '').join(' ')
}
