import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { call, idempotencyKey } from './api.ts'

export interface Org {
  id: string
  name: string
  /** The organisation to play with, of the sandboxes. */
  isDemo?: boolean
}

export interface Me {
  user: { id: string; name: string; email: string }
  org: Org | null
  /** Who I am in this organisation: what assignments and mentions name. */
  memberId: string | null
  role: string | null
  scopes: string[]
  orgs: (Org & { role: string })[]
  /** The log's position when this was answered: the live stream goes on from it. */
  pos?: string | number
}

export const meQuery = queryOptions({
  queryKey: ['orgs', 'me'],
  queryFn: ({ signal }) => call<Me>('/api/v1/orgs/me', undefined, { signal }),
  staleTime: 60_000,
})

/** Who is signed in, where, and what they may do. Only under the shell. */
export function useMe() {
  const { data } = useSuspenseQuery(meQuery)
  return { ...data, can: (scope: string) => data.scopes.includes(scope) }
}

/** Every tab of the browser has the same session, so every tab starts afresh in the other organisation. */
export async function switchOrg(orgId: string): Promise<void> {
  await call('/api/v1/orgs/switch', { orgId })
  startAfresh('/')
}

const channelName = 'parley.session'
// A channel hands a message to the page's own listeners too.
const thisTab = idempotencyKey()

export function startAfresh(path: string): void {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(thisTab)
  channel.close()
  location.assign(path)
}

/** Reloads this tab when another one has switched organisation or signed out. */
export function followSession(): () => void {
  const channel = new BroadcastChannel(channelName)
  channel.addEventListener('message', ({ data }) => {
    if (data !== thisTab) location.assign('/')
  })
  return () => channel.close()
}
