import type { SandboxFault } from '#contracts/sandbox.ts'

type Kind = SandboxFault['kind']
export type FaultOf<K extends Kind> = Extract<SandboxFault, { kind: K }>

/** Faults that were asked for and not yet used up. */
export interface Faults {
  add(fault: SandboxFault): void
  /** Uses up one turn of the first fault of these kinds that fits the account. */
  take<K extends Kind>(account: string, ...kinds: K[]): FaultOf<K> | undefined
  /** Uses up one turn of a fault that was ordered for calls whose path holds its text. */
  onCall(account: string, path: string): FaultOf<'on_call'>['then'] | undefined
  /** Uses up one turn of a fault that was ordered for one of these metrics, and names it. */
  refused(account: string, raws: readonly string[]): string | undefined
}

export function makeFaults(): Faults {
  const open: SandboxFault[] = []
  const isOf = (account: string, fault: SandboxFault) =>
    fault.account === undefined || fault.account === account
  const useUp = (fault: SandboxFault) => {
    fault.times -= 1
    if (fault.times <= 0) open.splice(open.indexOf(fault), 1)
  }
  return {
    add: (fault) => void open.push({ ...fault }),
    take<K extends Kind>(account: string, ...kinds: K[]) {
      const wanted: Kind[] = kinds
      const found = open.find(
        (fault): fault is FaultOf<K> => wanted.includes(fault.kind) && isOf(account, fault),
      )
      if (found) useUp(found)
      return found
    },
    onCall(account, path) {
      const found = open.find(
        (fault): fault is FaultOf<'on_call'> =>
          fault.kind === 'on_call' && isOf(account, fault) && path.includes(fault.match),
      )
      if (found) useUp(found)
      return found?.then
    },
    refused(account, raws) {
      const found = open.find(
        (fault): fault is FaultOf<'refuse_metric'> =>
          fault.kind === 'refuse_metric' && isOf(account, fault) && raws.includes(fault.raw),
      )
      if (found) useUp(found)
      return found?.raw
    },
  }
}

/** The faults that any vendor's edge may answer with before it did anything. */
export const refusals = [
  'rate_limit',
  'server_error',
  'html_page',
  'expire_token',
  'block_recipient',
] as const

export const htmlPage = () =>
  new Response('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', {
    status: 502,
    headers: { 'content-type': 'text/html' },
  })
