import type { ChatSandboxFault } from '#contracts/chat-sandbox.ts'

type Kind = ChatSandboxFault['kind']

export interface Faults {
  add(fault: ChatSandboxFault): void
  /** The next fault of one of these kinds that is meant for the method; it is used up by one. */
  take<K extends Kind>(method: string, ...kinds: K[]): Extract<ChatSandboxFault, { kind: K }> | undefined
}

export function makeFaults(): Faults {
  const waiting: ChatSandboxFault[] = []
  return {
    add: (fault) => void waiting.push({ ...fault }),
    take<K extends Kind>(method: string, ...kinds: K[]) {
      const isMeant = (fault: ChatSandboxFault): fault is Extract<ChatSandboxFault, { kind: K }> =>
        fault.times > 0 &&
        kinds.some((kind) => kind === fault.kind) &&
        // A poll waits all the time: who means it says so.
        (fault.method === undefined ? method !== 'getUpdates' : fault.method === method)
      const found = waiting.find(isMeant)
      if (found) found.times -= 1
      return found
    },
  }
}
