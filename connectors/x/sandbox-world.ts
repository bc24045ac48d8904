import { createHash } from 'node:crypto'
import type { SandboxPost } from '#contracts/sandbox.ts'
import { makeFigureBook } from '../_sandbox/figure-book.ts'
import { derive, deriveDigits, sameText } from '../_sandbox/keyed.ts'

export interface XPost extends SandboxPost {
  /** What it answers, for threads. */
  replyTo?: string
}

export interface Upload {
  id: string
  mime: string
  category: string
  total: number
  received: Map<number, number>
  finalized: boolean
  /** Questions about its state until it is ready. */
  pendingFor: number
  alt?: string
}

export interface XAccount {
  id: string
  username: string
  /** Grows with each refresh: older refresh tokens are dead. */
  generation: number
  posts: XPost[]
  /** Ids of posts that were deleted. */
  gone: Set<string>
  uploads: Map<string, Upload>
  /** Posts in the window of the rate limit. */
  recent: number[]
}

/** Accounts and tokens of the sandbox. Tokens name handle and generation, so that they survive a restart. */
export function makeXWorld(secret: string) {
  const accounts = new Map<string, XAccount>()
  const codes = new Map<string, { handle: string; challenge: string; redirectUri: string; until: number }>()

  function account(handle: string): XAccount {
    const known = accounts.get(handle)
    if (known) return known
    const made: XAccount = {
      id: deriveDigits(secret, 19, 'x-user', handle),
      username: handle.replace(/\W/g, '_').slice(0, 15),
      generation: 0,
      posts: [],
      gone: new Set(),
      uploads: new Map(),
      recent: [],
    }
    accounts.set(handle, made)
    return made
  }

  const token = (kind: 'access' | 'refresh', handle: string, generation: number) => {
    const named = `${kind}.${Buffer.from(handle).toString('base64url')}.${generation}`
    return `${named}.${derive(secret, 'x-token', named).toString('base64url')}`
  }

  /** Whose token it is, if we gave it and it is not older than the newest. */
  function holder(kind: 'access' | 'refresh', text: string): XAccount | undefined {
    const [said = '', name = '', generation = ''] = text.split('.')
    const handle = Buffer.from(name, 'base64url').toString('utf8')
    const number = Number(generation)
    if (said !== kind || !sameText(text, token(kind, handle, number))) return undefined
    const one = account(handle)
    if (number < one.generation) return undefined
    one.generation = number
    return one
  }

  return {
    account,
    figures: makeFigureBook(),
    holder,
    byId: (id: string) => [...accounts.values()].find((one) => one.id === id),
    handleOf: (one: XAccount) => [...accounts].find(([, other]) => other === one)?.[0] ?? '',
    tokens(handle: string) {
      const { generation } = account(handle)
      return {
        accessToken: token('access', handle, generation),
        refreshToken: token('refresh', handle, generation),
      }
    },
    giveCode(handle: string, challenge: string, redirectUri: string, now: number): string {
      const code = derive(secret, 'x-code', handle, challenge, String(now)).toString('base64url')
      codes.set(code, { handle, challenge, redirectUri, until: now + 30_000 })
      return code
    },
    /** A code works once, within 30 s, with the verifier of its challenge. */
    takeCode(code: string, verifier: string, redirectUri: string, now: number): string | undefined {
      const known = codes.get(code)
      codes.delete(code)
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      const fits = known?.challenge === challenge && known.redirectUri === redirectUri && known.until >= now
      return fits ? known.handle : undefined
    },
  }
}

export type XWorld = ReturnType<typeof makeXWorld>
