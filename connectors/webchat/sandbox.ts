import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { invalid, precondition } from '#kernel/errors.ts'
import type { MakeSandbox, SandboxActResult, SandboxAction, SandboxPerson } from '#contracts/sandbox.ts'
import { makeConversationBook } from '../_sandbox/conversation-book.ts'
import { derive } from '../_sandbox/keyed.ts'
import { samplePicture } from '../_sandbox/sample-picture.ts'
import { serveDemoShop } from './demo-shop/serve-demo-shop.ts'
import { makeVisitor } from './sandbox-visitor.ts'
import type { SandboxVisitor } from './sandbox-visitor.ts'

/** Visitors that use the chat's public API as the widget does: nothing of the vendor is played, for it is us. */
export const makeWebchatSandbox: MakeSandbox = ({ secret, webhookUrl, clock }) => {
  const { origin } = new URL(webhookUrl)
  const book = makeConversationBook()
  const visitors = new Map<string, Promise<SandboxVisitor>>()
  const stopping = new AbortController()
  const secretOf = (account: string) => derive(secret, 'identity', account).toString('base64url')

  const accountOf = (handle: string) =>
    `wc_sandbox_${derive(secret, 'account', handle).toString('hex').slice(0, 20)}`

  function visitorOf(account: string, person: SandboxPerson): Promise<SandboxVisitor> {
    const key = JSON.stringify([account, person.id, person.name])
    const known = visitors.get(key)
    if (known) return known
    const hmac = createHmac('sha256', secretOf(account)).update(person.id).digest('hex')
    const made = makeVisitor({ origin, account, person, hmac, book, signal: stopping.signal })
    visitors.set(key, made)
    // One who could not enter is asked anew.
    made.catch(() => visitors.delete(key))
    return made
  }

  async function act(action: SandboxAction): Promise<SandboxActResult> {
    const visitor = await visitorOf(action.account, action.person)
    const at = clock.now().toISOString()
    switch (action.kind) {
      case 'write':
        return visitor.write({ text: action.text, at, ...(action.id ? { id: uuidOf(action.id) } : {}) })
      case 'photo':
        return visitor.write({ text: action.text ?? '', at, photo: samplePicture(at) })
      case 'typing':
        return visitor.typing()
      case 'read':
        return visitor.read()
      default:
        throw invalid('A visitor of a web chat cannot do this.')
    }
  }

  return {
    fetch: (request) => serveDemoShop(request, { appOrigin: origin, account: accountOf('shop') }),
    env: {},
    account: (handle) => {
      const account = accountOf(handle)
      return {
        externalId: account,
        form: {
          account,
          identitySecret: secretOf(account),
          name: handle === 'shop' ? 'Fern & Co' : handle,
          greeting: 'Hello! Ask us anything about plants.',
          accent: '#2f6b4f',
        },
      }
    },
    act,
    transcript: (account, person) => book.entries(account, person),
    fault: () => {
      throw precondition('The web chat calls no platform, so no platform can fail.')
    },
    creates: (account) => book.creates(account),
    close: () => {
      stopping.abort()
      return Promise.resolve()
    },
  }
}

/** The chat's ids are UUIDs; another id always stands for the same one. */
function uuidOf(id: string): string {
  if (z.uuid().safeParse(id).success) return id
  const hex = derive('id', id).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
