/** Who looks at or types in a conversation now. Held in memory; entries die by themselves. */
export interface Presence {
  /** `typing` keeps the mark for six seconds, `viewing` for 40; the client repeats it. */
  mark(orgId: string, conversationId: string, who: PresentMember, state: 'viewing' | 'typing' | 'gone'): void
  of(orgId: string, conversationId: string): PresenceEntry[]
  /** All conversations of the organisation that somebody looks at. */
  all(orgId: string): PresenceEntry[]
  /** Called on each change, also of other processes. */
  onChange(listener: (orgId: string, entry: PresenceEntry) => void): () => void
}

export interface PresentMember {
  memberId: string
  name: string
  /** Set for the customer themselves, who types: `memberId` is then the contact's id. */
  kind?: 'contact'
}

export interface PresenceEntry extends PresentMember {
  conversationId: string
  state: 'viewing' | 'typing' | 'gone'
  until: string
}

export const presenceMs = { viewing: 40_000, typing: 6_000, gone: 0 } as const

/**
 * @param tell publishes a change to the other processes (NOTIFY); they hand it to `heard`.
 */
export function makePresence(options: { now: () => Date; tell?: (message: string) => void }): Presence & {
  heard(message: string): void
} {
  const entries = new Map<string, Map<string, PresenceEntry>>()
  const listeners = new Set<(orgId: string, entry: PresenceEntry) => void>()

  function apply(orgId: string, entry: PresenceEntry): void {
    const ofOrg = entries.get(orgId) ?? new Map<string, PresenceEntry>()
    entries.set(orgId, ofOrg)
    const key = `${entry.conversationId}/${entry.memberId}`
    if (entry.state === 'gone') ofOrg.delete(key)
    else ofOrg.set(key, entry)
    if (ofOrg.size > 5_000) forgetOld(ofOrg)
    for (const listener of listeners) listener(orgId, entry)
  }

  function forgetOld(ofOrg: Map<string, PresenceEntry>): void {
    const now = options.now().toISOString()
    for (const [key, entry] of ofOrg) if (entry.until < now) ofOrg.delete(key)
  }

  function living(orgId: string): PresenceEntry[] {
    const now = options.now().toISOString()
    return [...(entries.get(orgId)?.values() ?? [])].filter((entry) => entry.until >= now)
  }

  return {
    mark(orgId, conversationId, who, state) {
      const until = new Date(options.now().getTime() + presenceMs[state]).toISOString()
      const entry: PresenceEntry = { ...who, conversationId, state, until }
      apply(orgId, entry)
      options.tell?.(JSON.stringify({ orgId, entry }))
    },
    of: (orgId, conversationId) => living(orgId).filter((entry) => entry.conversationId === conversationId),
    all: living,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    heard(message) {
      const { orgId, entry } = JSON.parse(message) as { orgId: string; entry: PresenceEntry }
      apply(orgId, entry)
    },
  }
}
