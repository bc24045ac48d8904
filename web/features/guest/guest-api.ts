import type { ApprovalView } from '#features/approvals/schema.ts'
import type { GuestPost } from '#features/posts/guest.schema.ts'
import { ApiError, errorOf } from '../../app/api.ts'

export type { GuestPost } from '#features/posts/guest.schema.ts'

export interface GuestRequest {
  guest: string
  approval: Pick<
    ApprovalView,
    'id' | 'title' | 'state' | 'hash' | 'objectVersion' | 'type' | 'objectId' | 'slotAt' | 'approveBy'
  >
}
export type GuestVerdict = 'approve' | 'request_changes' | 'reject'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** A guest is nobody here: no cookies go out, only the token of the link. */
async function ask<Data>(path: string, token: string, body?: object): Promise<Data> {
  const response = await fetch(path, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw new ApiError('unreachable', 'The page cannot be reached. Check your connection and try again.', 0, {
      cause: error,
    })
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && isRecord(answer) && answer['success'] === true) {
    // The server's own types are trusted here: both ends are built from the same schemas.
    return answer['data'] as Data
  }
  throw errorOf(answer, response.status)
}

export const readRequest = (token: string) => ask<GuestRequest>('/approvals/guest', token)
export const readPost = (token: string) => ask<GuestPost>('/posts/guest', token)
export const decideAsGuest = (
  token: string,
  input: { decision: GuestVerdict; hash: string; reason?: string },
) => ask<GuestRequest>('/approvals/guest', token, input)
