import type { Clock } from '#kernel/clock.ts'
import { derive, makeTeam, slackId } from './team.ts'
import type { Message, Person, StoredFile, Team } from './team.ts'

/** All that the sandbox knows, for its methods and its people. */
export interface World {
  url: string
  secret: string
  clock: Clock
  appId: string
  clientId: string
  clientSecret: string
  signingSecret: string
  appToken: string
  team(handle: string): Team
  teamById(id: string): Team | undefined
  teamOfToken(token: string): Team | undefined
  /** What a person may do within three seconds of an act of theirs: open a form. Once. */
  triggers: Map<string, { team: Team; user: string; until: number }>
  responses: Map<string, ResponseUrl>
  codes: Map<string, { handle: string; redirectUri: string }>
  uploads: Map<string, { team: Team; name: string; bytes?: Uint8Array }>
  findFile(id: string): StoredFile | undefined
  nextTs(): string
  nextId(prefix: string): string
  add(team: Team, message: Pick<Message, 'channel' | 'from' | 'text'> & Partial<Message>): Message
}

export interface ResponseUrl {
  team: Team
  channel: string
  user: string
  thread?: string
  left: number
  until: number
}

const mostMessages = 2000

export function makeWorld(options: { url: string; secret: string; clock: Clock }): World {
  const { url, secret, clock } = options
  const teams = new Map<string, Team>()
  let count = 0
  const world: World = {
    url,
    secret,
    clock,
    appId: slackId('A', secret),
    clientId: `${BigInt(`0x${derive(secret, 'client').slice(0, 10)}`)}.sandbox`,
    clientSecret: derive(secret, 'client secret').slice(0, 32),
    signingSecret: derive(secret, 'signing secret').slice(0, 32),
    appToken: `xapp-1-${derive(secret, 'app token').slice(0, 40)}`,
    team(handle) {
      const known = teams.get(handle)
      if (known) return known
      const made = makeTeam(secret, handle)
      teams.set(handle, made)
      return made
    },
    teamById: (id) => [...teams.values()].find((team) => team.id === id),
    teamOfToken: (token) => [...teams.values()].find((team) => team.botToken === token),
    findFile: (id) =>
      [...teams.values()].map((team) => team.files.get(id)).find((file) => file !== undefined),
    triggers: new Map(),
    responses: new Map(),
    codes: new Map(),
    uploads: new Map(),
    nextTs() {
      count += 1
      return `${Math.floor(clock.now().getTime() / 1000)}.${String(count % 1e6).padStart(6, '0')}`
    },
    nextId(prefix) {
      count += 1
      return `${prefix}${derive(secret, prefix, String(count), clock.now().toISOString()).slice(0, 10).toUpperCase()}`
    },
    add(team, given) {
      const message: Message = { ts: world.nextTs(), blocks: [], edited: false, files: [], ...given }
      team.messages.push(message)
      if (team.messages.length > mostMessages) team.messages.splice(0, team.messages.length - mostMessages)
      return message
    },
  }
  return world
}

export const botAuthor = (team: Team): Message['from'] => ({
  user: team.botUserId,
  name: 'Parley',
  bot: true,
})

export const personAuthor = ({ id, name }: Person): Message['from'] => ({ user: id, name, bot: false })
