import { localTime } from './in-hours.ts'
import { fold } from './match-words.ts'
import type { Clause } from './schema.ts'

type ClauseOf<Kind extends Clause['kind']> = Extract<Clause, { kind: Kind }>

/** What the clauses of a rule may ask about a message, as it was when it came. */
export interface Facts {
  text: string
  channelId: string
  connector: string
  authorKind: ClauseOf<'author'>['is'][number]
  first: boolean
  started: boolean
  labels: readonly string[]
  status: ClauseOf<'status'>['is'][number]
  assigned: boolean
  story: string | null
  attachmentKinds: readonly string[]
  locale: string | null
  at: Date
}

/** The same with what is worked out once for all rules: the folded text, the time of day by zone. */
export interface PreparedFacts extends Facts {
  folded(): string
  localTime(zone: string): { weekday: number; minute: number }
}

export function prepareFacts(facts: Facts): PreparedFacts {
  let folded: string | undefined
  const times = new Map<string, { weekday: number; minute: number }>()
  return {
    ...facts,
    folded: () => (folded ??= fold(facts.text)),
    localTime(zone) {
      const known = times.get(zone)
      if (known) return known
      const time = localTime(facts.at, zone)
      times.set(zone, time)
      return time
    },
  }
}
