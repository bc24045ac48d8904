import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import type { PastMessage, PastTalk } from '#features/inbox/index.ts'
import type { Dice } from './dice.ts'
import { mistaken, pastPeople, pastTopics } from './past-people.ts'

const many = 42
const oldestDays = 60
/** What is younger would stand among the conversations of today. */
const youngestDays = 4
const [second, minute] = [1_000, 60_000]

/** Of the talk's person: their place in `pastPeople`. */
export interface PlannedTalk {
  person: number
  labels: string[]
  messages: PastMessage[]
  resolvedAt: Date
  resolvedBy: PastMessage['author']
}

/** Conversations of the last two months, the oldest first; some people come back. */
export function planTalks(
  { zone, now, agents }: { zone: string; now: Date; agents: readonly Ctx[] },
  dice: Dice,
): PlannedTalk[] {
  return Array.from({ length: many }, (_, index) => {
    const person = index < pastPeople.length ? index : (index - pastPeople.length) * 3
    const agent = must(agents[index % agents.length], 'an agent')
    const at = whenOf(zone, now, oldestDays - ((oldestDays - youngestDays) * index) / (many - 1), dice)
    return talkOf(
      index,
      person,
      { kind: 'member', id: agent.memberId ?? null, name: agent.actor.name },
      at,
      dice,
    )
  })
}

/** In the hours of the shop, so many days ago. */
function whenOf(zone: string, now: Date, ago: number, dice: Dice): Date {
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .subtract({ days: Math.round(ago) })
  const start = day.toZonedDateTime({ timeZone: zone, plainTime: '09:00' }).epochMilliseconds
  return new Date(start + Math.round(dice.between(0, 10 * 60)) * minute)
}

function talkOf(
  index: number,
  person: number,
  agent: PastMessage['author'],
  asked: Date,
  dice: Dice,
): PlannedTalk {
  const topic = must(pastTopics[index % pastTopics.length], 'a topic')
  const after = (from: Date, ms: number) => new Date(from.getTime() + Math.round(ms))
  const name = must(pastPeople[person], 'a person')
  const customer: PastMessage['author'] = { kind: 'contact', id: null, name }
  if (index % 17 === 11) {
    const resolvedAt = after(asked, 40 * minute)
    return {
      person,
      labels: [],
      messages: [{ at: asked, author: customer, text: mistaken }],
      resolvedAt,
      resolvedBy: agent,
    }
  }
  const answered = topic.rule
    ? after(asked, dice.between(1, 4) * second)
    : after(asked, minute * 6 * 2 ** dice.between(0, 4.5))
  const answer = {
    at: answered,
    author: topic.rule ? { kind: 'rule' as const, id: null, name: topic.rule } : agent,
    text: topic.answer,
  }
  const messages = [{ at: asked, author: customer, text: topic.asks }, answer]
  if (dice.happens(0.6)) {
    const thanks = after(answered, dice.between(3, 50) * minute)
    messages.push({ at: thanks, author: customer, text: 'Thank you, that helps a lot!' })
    const end = after(thanks, dice.between(2, 30) * minute)
    messages.push({ at: end, author: agent, text: 'Gladly. Have a good day!' })
  }
  const last = must(messages.at(-1), 'a message').at
  return {
    person,
    labels: topic.labels,
    messages,
    resolvedAt: after(last, dice.between(5, 16 * 60) * minute),
    resolvedBy: agent,
  }
}

/** With whom, and where. */
export const withPerson = (
  talk: PlannedTalk,
  who: Pick<PastTalk, 'channelId' | 'contactId' | 'identityId'>,
): PastTalk => ({
  ...who,
  labels: talk.labels,
  resolvedAt: talk.resolvedAt,
  resolvedBy: talk.resolvedBy,
  messages: talk.messages.map((one) =>
    one.author.kind === 'contact' ? { ...one, author: { ...one.author, id: who.contactId } } : one,
  ),
})
