import type { Card } from '#contracts/card.ts'
import type { AnyJob } from '#contracts/job.ts'

/** Jobs that follow what the cards follow, told of each kind once; which cards there are is known only now. */
export function jobsOfCards(
  jobs: ReadonlyMap<string, AnyJob>,
  cards: ReadonlyMap<string, Card>,
): Map<string, AnyJob> {
  return new Map([...jobs].map(([name, job]) => [name, withCards(job, [...cards.values()])]))
}

function withCards(job: AnyJob, cards: readonly Card[]): AnyJob {
  if (!('on' in job) || !job.onCard) return job
  const kinds = [...job.on, ...cards.flatMap((card) => job.onCard?.(card) ?? [])]
  return { ...job, on: [...new Map(kinds.map((kind) => [kind.type, kind])).values()] }
}
