import type { SandboxEntry } from '#contracts/sandbox.ts'

const maxEntries = 500
const maxPeople = 2000
const maxCreates = 5000

/** What happened between an account and its customers; bounded, the oldest goes first. */
export interface ConversationBook {
  add(account: string, person: string, entry: SandboxEntry): void
  entries(account: string, person: string): SandboxEntry[]
  find(account: string, person: string, id: string): SandboxEntry | undefined
  /** One call of ours that had an effect. */
  count(account: string, to: string, text: string): void
  creates(account: string): Array<{ to: string; text: string; times: number }>
}

export function makeConversationBook(): ConversationBook {
  const threads = new Map<string, SandboxEntry[]>()
  const counts = new Map<string, { account: string; to: string; text: string; times: number }>()
  const key = (...parts: string[]) => JSON.stringify(parts)
  const entries = (account: string, person: string) => threads.get(key(account, person)) ?? []
  return {
    add(account, person, entry) {
      const name = key(account, person)
      const thread = [...entries(account, person), entry].slice(-maxEntries)
      threads.delete(name)
      threads.set(name, thread)
      dropOldest(threads, maxPeople)
    },
    entries,
    find: (account, person, id) => entries(account, person).find((entry) => entry.id === id),
    count(account, to, text) {
      const name = key(account, to, text)
      const row = counts.get(name) ?? { account, to, text, times: 0 }
      row.times += 1
      counts.set(name, row)
      dropOldest(counts, maxCreates)
    },
    creates: (account) =>
      [...counts.values()]
        .filter((row) => row.account === account)
        .map(({ to, text, times }) => ({ to, text, times })),
  }
}

export function dropOldest(map: Map<string, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return
    map.delete(oldest)
  }
}
