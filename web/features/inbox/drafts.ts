import type { MediaView } from './inbox-api.ts'

export type ComposerMode = 'reply' | 'note'

/** What was typed in a conversation and not sent; it lives in this browser only. */
export interface Draft {
  mode: ComposerMode
  reply: string
  note: string
  files: MediaView[]
  /** The rule's suggestion whose words were put in here: it is sent as that one. */
  suggestionId?: string | undefined
}

const prefix = 'parley.draft.'
export const emptyDraft: Draft = { mode: 'reply', reply: '', note: '', files: [] }

export function readDraft(conversationId: string): Draft {
  const stored = storage((store) => store.getItem(prefix + conversationId))
  if (!stored) return emptyDraft
  try {
    const value: unknown = JSON.parse(stored)
    return typeof value === 'object' && value !== null ? { ...emptyDraft, ...value } : emptyDraft
  } catch (error) {
    if (error instanceof SyntaxError) return emptyDraft
    throw error
  }
}

export const isEmptyDraft = (draft: Draft) =>
  draft.reply.trim() === '' && draft.note.trim() === '' && draft.files.length === 0

export function writeDraft(conversationId: string, draft: Draft): void {
  storage((store) =>
    isEmptyDraft(draft)
      ? store.removeItem(prefix + conversationId)
      : store.setItem(prefix + conversationId, JSON.stringify(draft)),
  )
}

/** A blocked or full storage only forgets. */
function storage<T>(use: (store: Storage) => T): T | undefined {
  try {
    return use(localStorage)
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
