import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { listChannels } from '#features/channels/index.ts'
import { addPeople } from '#features/contacts/index.ts'
import { addPastTalks } from '#features/inbox/index.ts'
import { addToLibrary } from '#features/media/index.ts'
import { addPastFigures, addPastFollowers, countPastTalks } from '#features/metrics/index.ts'
import type { PastAct } from '#features/metrics/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { addPublished } from '#features/posts/index.ts'
import { readTeam } from '../fill-demo.ts'
import { makeDice } from './dice.ts'
import type { Dice } from './dice.ts'
import { figuresOf } from './figures-of.ts'
import { pastFollowers } from './past-followers.ts'
import { pastPeople } from './past-people.ts'
import { pastActs, planPosts } from './plan-posts.ts'
import type { PlannedPost } from './plan-posts.ts'
import { planTalks, withPerson } from './plan-talks.ts'

const seed = 20_261_121
const authors = ['Lin Castillo', 'Mara Okafor', 'Jonas Weber']
const publishing = ['instagram', 'facebook', 'x']
const talking = ['instagram', 'messenger', 'telegram']
/** As these platforms count people. */
const firstIds: Record<string, number> = {
  instagram: 17_841_400_000_005_000,
  messenger: 7_300_000_000_005_000,
  telegram: 5_005_000,
}

/**
 * Ten weeks of posts with what they gathered, and two months of conversations: a newcomer sees a desk that is in use.
 * Nothing of it is told to anybody. May be repeated: what stands there stays as it is.
 */
export async function fillPast(system: Ctx): Promise<void> {
  if (await hasPast(system)) return
  const team = await readTeam(system)
  const owner = must(team.get('me'), 'owner of the demo organisation')
  const colleagues = authors.map((name) => must(team.get(name), `demo member ${name}`))
  const { timezone: zone } = await getOrg(owner)
  const rows = (await listChannels(owner)).filter(({ sandbox }) => sandbox)
  const channels = new Map(rows.map((one) => [one.connector, one.id]))
  const now = system.clock.now()
  const dice = makeDice(seed)
  const pictures = await drawPictures(must(colleagues[0], 'an author'))
  const posts = planPosts({ zone, now, channels, authors: colleagues, pictures }, dice)
  const talks = planTalks({ zone, now, agents: colleagues }, dice)
  const levels: Awaited<ReturnType<typeof pastFollowers>> = []
  for (const id of publishing.flatMap((one) => channels.get(one) ?? []))
    levels.push(...(await pastFollowers(system, id, zone, dice)))
  await inTransaction(system, async (tx) => {
    // A job that was taken for dead may still be at it.
    await sql`select pg_advisory_xact_lock(hashtext(${`${pastActs}${tx.orgId}`}))`.execute(tx.db)
    if (await hasPast(tx)) return
    await keepTalks(tx, talks, channels)
    await addPastFollowers(tx, levels)
    await keepPosts(tx, posts, channels, dice)
  })
}

async function hasPast({ db, orgId }: Ctx): Promise<boolean> {
  const { rows } = await sql`select 1 from posts where org_id = ${orgId} and source ? 'act'
    and source->>'act' = ${`${pastActs}0`}`.execute(db)
  return rows.length > 0
}

const drawing = new URL('../draw-picture.ts', import.meta.url)
const colours = [
  ['#efe6d8', '#3c7a4e'],
  ['#dfe7ee', '#4f8f5b'],
]

async function drawPictures(author: Ctx): Promise<string[]> {
  const ids: string[] = []
  for (const colour of colours) {
    const content = await author.aside.quick.run(drawing, colour)
    ids.push((await addToLibrary(author, { content, name: 'plant.jpg' })).id)
  }
  return ids
}

type Channels = ReadonlyMap<string, string>

async function keepPosts(tx: Ctx, planned: PlannedPost[], channels: Channels, dice: Dice): Promise<void> {
  const targets = await addPublished(
    tx,
    planned.map(({ post }) => post),
  )
  const connectors = new Map([...channels].map(([connector, id]) => [id, connector]))
  const byAct = new Map(planned.map((one) => [one.post.act, one]))
  const figures = targets.map(({ act, ...target }) => {
    const { kind, strength } = must(byAct.get(act), 'the plan of a post')
    return { ...target, figures: figuresOf(connectors.get(target.channelId) ?? '', kind, strength, dice) }
  })
  const versions = new Map(
    [...channels].flatMap(([connector, id]) => {
      const version = tx.connectors.get(connector)?.metrics?.apiVersion
      return version === undefined ? [] : [[id, version] as const]
    }),
  )
  await addPastFigures(tx, figures, versions)
}

async function keepTalks(tx: Ctx, planned: ReturnType<typeof planTalks>, channels: Channels): Promise<void> {
  const connected = talking.filter((connector) => channels.has(connector))
  if (connected.length === 0) return
  const places = pastPeople.map((_, index) => must(connected[index % connected.length], 'a connector'))
  const channelOf = (person: number) => must(channels.get(places[person] ?? ''), 'a channel')
  const people = await addPeople(
    tx,
    pastPeople.map((name, index) => {
      const times = planned.filter(({ person }) => person === index).flatMap(({ messages }) => messages)
      return {
        channelId: channelOf(index),
        externalId: String((firstIds[places[index] ?? ''] ?? 0) + index),
        name,
        firstSeen: must(times[0], 'a first message').at,
        lastSeen: must(
          times.findLast(({ author }) => author.kind === 'contact'),
          'a last message',
        ).at,
      }
    }),
  )
  const talks = planned.map((talk) =>
    withPerson(talk, { ...must(people[talk.person], 'a person'), channelId: channelOf(talk.person) }),
  )
  const ids = await addPastTalks(tx, talks)
  await countPastTalks(
    tx,
    talks.flatMap((talk, index): PastAct[] => {
      const where = { conversationId: must(ids[index], 'an id'), channelId: talk.channelId }
      const said = talk.messages.map(({ at, author: { kind } }): PastAct => ({
        ...where,
        at,
        what: kind === 'contact' || kind === 'rule' ? kind : 'member',
      }))
      return [...said, { ...where, at: talk.resolvedAt, what: 'resolved' }]
    }),
  )
}
