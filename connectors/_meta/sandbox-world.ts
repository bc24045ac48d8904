import { createHmac } from 'node:crypto'
import type { SandboxOptions, SandboxPerson } from '#contracts/sandbox.ts'
import { makeConversationBook, type ConversationBook } from '../_sandbox/conversation-book.ts'
import { makeDeliveries, type Deliveries } from '../_sandbox/deliveries.ts'
import { makeFaults, type Faults } from '../_sandbox/faults.ts'
import { makeFigureBook, type FigureBook } from '../_sandbox/figure-book.ts'
import type { Wall } from './sandbox-wall.ts'
import { derive, deriveDigits, sameText } from '../_sandbox/keyed.ts'

export type Flavour = 'messenger' | 'instagram' | 'facebook'
export type Login = 'instagram' | 'facebook'

/** Meta as one app sees it. Ids and tokens follow from the secret, so a restart forgets nobody's token. */
export interface MetaWorld {
  flavour: Flavour
  options: SandboxOptions
  app: Record<Login, { id: string; secret: string }>
  verifyToken: string
  faults: Faults
  book: ConversationBook
  deliveries: Deliveries
  names: Map<string, string>
  people: Map<string, SandboxPerson>
  /** Milliseconds of the last word of a person, by account and person: opens the window. */
  lastWrote: Map<string, number>
  /** Accounts that took the subscription back. All others deliver, so that a restart silences nobody. */
  unsubscribed: Set<string>
  /** What was uploaded and published, by account. */
  walls: Map<string, Wall>
  /** What it counts, where somebody said so. */
  figures: FigureBook
  /** Every other echo comes before the answer, as it happens. */
  sends: number
}

export function makeWorld(flavour: Flavour, options: SandboxOptions): MetaWorld {
  const { secret } = options
  const hex = (name: string) => derive(secret, flavour, name).toString('hex').slice(0, 32)
  const faults = makeFaults()
  return {
    flavour,
    options,
    app: {
      facebook: { id: deriveDigits(secret, 15, flavour, 'app'), secret: hex('app') },
      instagram: { id: deriveDigits(secret, 15, flavour, 'instagram app'), secret: hex('instagram app') },
    },
    verifyToken: hex('verify'),
    faults,
    book: makeConversationBook(),
    deliveries: makeDeliveries(faults),
    names: new Map(),
    people: new Map(),
    lastWrote: new Map(),
    unsubscribed: new Set(),
    walls: new Map(),
    figures: makeFigureBook(),
    sends: 0,
  }
}

const byPage = '17842'
const direct = '17841'

/** A handle that starts with `page:` is an Instagram account that is connected through its Page. */
export function accountOf({ flavour, options }: MetaWorld, handle: string): string {
  if (flavour !== 'instagram') return deriveDigits(options.secret, 15, 'page', handle)
  const prefix = handle.startsWith('page:') ? byPage : direct
  return prefix + deriveDigits(options.secret, 12, 'instagram', handle)
}

export const loginOf = ({ flavour }: MetaWorld, account: string): Login =>
  flavour !== 'instagram' || account.startsWith(byPage) ? 'facebook' : 'instagram'

/** The node that calls for this account are made on. */
export function nodeOf(world: MetaWorld, account: string): string {
  const linked = world.flavour === 'instagram' && loginOf(world, account) === 'facebook'
  return linked ? deriveDigits(world.options.secret, 15, 'page of', account) : account
}

export function tokenOf(world: MetaWorld, account: string): string {
  const kind = loginOf(world, account) === 'facebook' ? 'EAA' : 'IGAA'
  const proof = derive(world.options.secret, 'token', account).toString('hex').slice(0, 40)
  return `${kind}Z${account}Z${proof}`
}

/** The account a token was made for; undefined for any other text. */
export function accountOfToken(world: MetaWorld, token: string, login: Login): string | undefined {
  const account = /^(?:EAA|IGAA)Z(\d+)Z/.exec(token)?.[1]
  if (account === undefined || !sameText(tokenOf(world, account), token)) return undefined
  return loginOf(world, account) === login ? account : undefined
}

export const nameOf = (world: MetaWorld, account: string) =>
  world.names.get(account) ?? `Sandbox ${account.slice(-4)}`

export const usernameOf = (world: MetaWorld, account: string) =>
  nameOf(world, account)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')

export const talkKey = (account: string, person: string) => JSON.stringify([account, person])

export type Item = Record<string, unknown>

/** One event to our webhook, signed as Meta signs; undefined when nobody subscribed or it is held back. */
export async function deliver(
  world: MetaWorld,
  account: string,
  item: Item,
  kind: 'event' | 'echo' | 'receipt' = 'event',
): Promise<number | undefined> {
  if (world.unsubscribed.has(account)) return undefined
  const object = world.flavour === 'messenger' ? 'page' : 'instagram'
  const time = world.options.clock.now().getTime()
  const body = asciiJson({ object, entry: [{ time, id: account, messaging: [item] }] })
  return world.deliveries.send({
    account,
    url: world.options.webhookUrl,
    headers: { 'x-hub-signature-256': signatureOf(world.app[loginOf(world, account)].secret, body) },
    body,
    kind,
  })
}

export const signatureOf = (secret: string, body: string | Uint8Array) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Meta escapes everything beyond ASCII in what it signs. */
export const asciiJson = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
