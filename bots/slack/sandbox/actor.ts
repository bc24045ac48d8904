import type { ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import type { Acknowledgement, Deliveries } from './deliveries.ts'
import type { Person, Team } from './team.ts'
import type { World } from './world.ts'

/** A person at a place of the app. */
export interface Actor {
  world: World
  team: Team
  person: Person
  channel: string
  deliveries: Deliveries
}

const triggerMs = 3000
const responseMs = 30 * 60_000

export const result = ({ ms }: Acknowledgement, error?: string): ChatSandboxResult => ({
  acknowledgedMs: ms,
  ...(error === undefined ? {} : { error }),
})

/** What lets us open a form for this person: for three seconds, once. */
export function trigger({ world, team, person }: Actor): string {
  const id = `${world.nextId('')}.${world.nextId('')}`
  const now = world.clock.now().getTime()
  for (const [old, { until }] of world.triggers) if (until < now) world.triggers.delete(old)
  world.triggers.set(id, { team, user: person.id, until: now + triggerMs })
  return id
}

/** Where we may answer this act: five times within half an hour. */
export function responseUrl({ world, team, person, channel }: Actor, thread?: string): string {
  const id = world.nextId('R')
  const now = world.clock.now().getTime()
  for (const [old, { until }] of world.responses) if (until < now) world.responses.delete(old)
  world.responses.set(id, {
    team,
    channel,
    user: person.id,
    ...(thread === undefined ? {} : { thread }),
    left: 5,
    until: now + responseMs,
  })
  return `${world.url}/response/${id}`
}
