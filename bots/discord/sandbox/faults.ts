import type { ChatSandboxFault } from '#contracts/chat-sandbox.ts'

type Kind = ChatSandboxFault['kind']

export interface Faults {
  add(fault: ChatSandboxFault): void
  /** Uses up one turn of the first fault of this kind that is meant for the method (or for any). */
  take<K extends Kind>(kind: K, method?: string): Extract<ChatSandboxFault, { kind: K }> | undefined
}

export function makeFaults(): Faults {
  const open: ChatSandboxFault[] = []
  return {
    add: (fault) => void open.push({ ...fault }),
    take<K extends Kind>(kind: K, method?: string) {
      const found = open.find(
        (fault): fault is Extract<ChatSandboxFault, { kind: K }> =>
          fault.kind === kind && (fault.method === undefined || fault.method === method),
      )
      if (!found) return undefined
      found.times -= 1
      if (found.times <= 0) open.splice(open.indexOf(found), 1)
      return found
    },
  }
}
