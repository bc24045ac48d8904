import type { Contact } from './contacts-api.ts'

export interface ContactDraft {
  name: string
  email: string
  phone: string
  note: string
  facts: { name: string; value: string }[]
}

export interface ContactChanges {
  version: number
  name?: string
  email?: string
  phone?: string
  note?: string
  facts?: Record<string, string | null>
}

export const draftOf = (contact: Contact): ContactDraft => ({
  name: contact.name,
  email: contact.email ?? '',
  phone: contact.phone ?? '',
  note: contact.note ?? '',
  facts: Object.entries(contact.facts).map(([name, value]) => ({ name, value })),
})

const lines = ['name', 'email', 'phone', 'note'] as const

/** What a draft would change of a contact; undefined when nothing. */
export function changesOf(contact: Contact, draft: ContactDraft): ContactChanges | undefined {
  const before = draftOf(contact)
  const changed = lines.filter((line) => draft[line].trim() !== before[line])
  const facts = factChanges(contact.facts, draft.facts)
  if (changed.length === 0 && !facts) return undefined
  return {
    version: contact.version,
    ...Object.fromEntries(changed.map((line) => [line, draft[line].trim()])),
    ...(facts ? { facts } : {}),
  }
}

/** The server merges facts, so one that is gone is named with null. */
function factChanges(
  before: Record<string, string>,
  wanted: ContactDraft['facts'],
): Record<string, string | null> | undefined {
  const after = new Map(
    wanted.flatMap(({ name, value }) =>
      name.trim() && value.trim() ? [[name.trim(), value.trim()] as const] : [],
    ),
  )
  const changed = [...after].filter(([name, value]) => before[name] !== value)
  const gone = Object.keys(before).filter((name) => !after.has(name))
  if (changed.length === 0 && gone.length === 0) return undefined
  return Object.fromEntries([...changed, ...gone.map((name) => [name, null] as const)])
}
