import type { SandboxFault } from '#contracts/sandbox.ts'

type Kind = SandboxFault['kind']
export type FaultOf<K extends Kind> = Extract<SandboxFault, { kind: K }>

/** Faults that were asked for and not yet used up. */
export interface Faults {
  add(fault: SandboxFault): void
  /** Uses up one turn of the first fault of these kinds that fits the account. */
  take<K extends Kind>(account: string, ...kinds: K[]): FaultOf<K> | undefined
}

export function makeFaults(): Faults {
  const open: SandboxFault[] = []
  return {
    add: (fault) => void open.push({ ...fault }),
    take<K extends Kind>(account: string, ...kinds: K[]) {
      const wanted: Kind[] = kinds
      const found = open.find(
        (fault): fault is FaultOf<K> =>
          wanted.includes(fault.kind) && (fault.account === undefined || fault.account === account),
      )
      if (!found) return undefined
      found.times -= 1
      if (found.times <= 0) open.splice(open.indexOf(found), 1)
      return found
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
