import { v7 } from 'uuid'
import { must } from '#kernel/assert.ts'

export interface OrgSeed {
  id: string
  name: string
  channelId: string
  memberIds: string[]
  conversations: SeedConversation[]
}

interface SeedConversation {
  id: string
  contactId: string
  identityId: string
  number: number
  status: string
  assigneeId: string | null
  messages: number
  /** Milliseconds of its newest message. */
  lastAt: number
}

export interface SeedPlan {
  orgs: OrgSeed[]
  messages: number
  /** The largest organisation, and in it the conversation with 5,000 messages. */
  org: OrgSeed
  longConversationId: string
  rareWord: string
  commonWord: string
  /** A part of an order number that stands in few messages. */
  orderPart: string
}

const orgCount = 20
const longThread = 5_000
const end = Date.now()
const spanMs = 85 * 86_400_000
const secondMs = 1_000

/** The same numbers in each run: figures of two runs are about the same rows. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const random = makeRandom(7)
const below = (n: number) => Math.floor(random() * n)
const pick = <T>(from: readonly T[]): T => must(from[below(from.length)], 'something to pick from')

/** One large organisation (a fifth of all), nineteen alike; ten messages a conversation on average. */
export function planSeed(scale: number): SeedPlan {
  const orgs = Array.from({ length: orgCount }, (_, index) =>
    planOrg(index, Math.round((index === 0 ? 20_500 : 4_185) * scale)),
  )
  const org = must(orgs[0], 'the large organisation')
  const long = must(org.conversations[0], 'a conversation')
  long.messages = longThread
  long.status = 'open'
  const messages = orgs.flatMap((one) => one.conversations).reduce((sum, one) => sum + one.messages, 0)
  return {
    orgs,
    messages,
    org,
    longConversationId: long.id,
    rareWord: 'zephyrquilt',
    commonWord: 'the',
    orderPart: 'RD-1041',
  }
}

function planOrg(index: number, count: number): OrgSeed {
  const memberIds = Array.from({ length: 20 }, () => v7())
  const conversations = Array.from({ length: count }, (_, n) => {
    const lastAt = end - Math.floor((spanMs * n) / count)
    return {
      id: idAt(lastAt),
      contactId: idAt(lastAt),
      identityId: idAt(lastAt),
      number: n + 1,
      status: statusOf(n / count),
      assigneeId: random() < 0.3 ? null : pick(memberIds),
      messages: 1 + below(19),
      lastAt,
    }
  })
  return { id: v7(), name: `Bench ${index}`, channelId: v7(), memberIds, conversations }
}

/** What is old is resolved. */
function statusOf(age: number): string {
  if (random() < age * 2) return 'resolved'
  return pick(['open', 'open', 'open', 'pending', 'snoozed'])
}

const idAt = (ms: number) => v7({ msecs: ms })
const time = (ms: number) => new Date(ms).toISOString()
const line = (...cells: Array<string | number | boolean | null>) =>
  `${cells.map((cell) => cell ?? '\\N').join('\t')}\n`

export function conversationsOf(org: OrgSeed) {
  return org.conversations.map((one) => ({
    contact: line(org.id, one.contactId, `Customer ${one.number}`, time(one.lastAt)),
    identity: line(org.id, one.identityId, one.contactId, org.channelId, `person-${one.identityId}`),
    // Two of three were read to the end by whom they are assigned to.
    read:
      one.assigneeId && one.number % 3 !== 0
        ? line(org.id, one.assigneeId, one.id, one.messages, Math.ceil(one.messages / 2))
        : '',
    conversation: line(
      org.id,
      one.id,
      one.number,
      org.channelId,
      one.contactId,
      one.identityId,
      one.status,
      one.assigneeId,
      one.number % 9 === 0 ? '{vip}' : '{}',
      time(one.lastAt),
      time(one.lastAt),
      one.messages,
      time(one.lastAt),
      Math.ceil(one.messages / 2),
      one.number % 3 === 0,
      'Where is my order?',
    ),
  }))
}

/** In the order of arrival within each conversation, a minute or so apart, the customer's first. */
export function* messagesOf(org: OrgSeed): Generator<string> {
  for (const one of org.conversations) {
    for (let seq = 1; seq <= one.messages; seq++) {
      const at = one.lastAt - (one.messages - seq) * (one.messages === longThread ? 60 : 90) * secondMs
      const inbound = seq % 2 === 1
      const id = idAt(at)
      yield line(
        org.id,
        id,
        one.id,
        org.channelId,
        seq,
        'message',
        inbound ? 'contact' : 'member',
        inbound ? 'Customer' : 'Member',
        textOf(one.number, seq),
        `mid-${id}`,
        inbound ? null : 'delivered',
        time(at),
        time(at),
      )
    }
  }
}

const syllables = [
  'ba',
  'co',
  'di',
  'fe',
  'gu',
  'ha',
  'ki',
  'lo',
  'me',
  'nu',
  'pa',
  'ri',
  'so',
  'tu',
  'va',
  'wo',
]
const vocabulary = Array.from({ length: 4_000 }, (_, n) => {
  const [a, b, c] = [n % 16, Math.floor(n / 16) % 16, Math.floor(n / 256) % 16].map(
    (digit) => syllables[digit] ?? '',
  )
  return `${a}${b}${c}`
})

/** Few words are in most messages, most words in few, as people write. */
const word = () => must(vocabulary[Math.floor(vocabulary.length * random() ** 4)], 'word')

function textOf(conversation: number, seq: number): string {
  const words = Array.from({ length: 6 + below(10) }, word)
  if (random() < 0.6) words.splice(2, 0, 'the')
  if (random() < 0.05) words.push(`ORD-${100_000 + below(50_000)}`)
  if (conversation % 700 === 350 && seq === 1) words.push('zephyrquilt', 'ORD-104170')
  return words.join(' ')
}
