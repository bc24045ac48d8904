import { Temporal } from 'temporal-polyfill'
import { listChannels } from '#features/channels/index.ts'
import { listConversations } from '#features/inbox/index.ts'
import { ownId, ownMetrics } from '#features/metrics/index.ts'
import { getOrg, listMembers } from '#features/orgs/index.ts'
import { listPosts, platformOf } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import type { World } from './words/meaning.ts'

/** Far enough to name what people talk about, few enough to be read in a moment. */
const mostPosts = 100
const mostConversations = 100

/** What words may refer to: what the speaker may see, as it is now: nothing is meant by an old list. */
export async function worldOf(ctx: Ctx): Promise<World> {
  const known = await load(ctx)
  const now = Temporal.Instant.fromEpochMilliseconds(ctx.clock.now().getTime()).toZonedDateTimeISO(known.zone)
  return { ...known.world, now }
}

async function load(ctx: Ctx): Promise<{ zone: string; world: Omit<World, 'now'> }> {
  const may = (scope: Parameters<typeof ctx.scopes.has>[0]) => ctx.scopes.has(scope)
  const [{ timezone }, channels, members, posts, conversations, metrics] = await Promise.all([
    getOrg(ctx),
    may('channels:read') ? listChannels(ctx) : [],
    may('members:read') ? listMembers(ctx) : [],
    may('posts:read') ? listPosts(ctx, {}, { limit: mostPosts }).then((page) => page.items) : [],
    may('inbox:read') ? recentConversations(ctx) : [],
    may('metrics:read') ? ownMetrics(ctx) : new Map<string, { slug: string; name: string }>(),
  ])
  const world = {
    accounts: channels.map((channel) => ({
      id: channel.id,
      platform: platformOf(ctx, channel.connector),
      name: channel.name,
      handle: typeof channel.settings['username'] === 'string' ? channel.settings['username'] : channel.name,
      publishes: ctx.connectors.get(channel.connector)?.publish !== undefined,
    })),
    members: members.map(({ id, name, role }) => ({ id, name, role })),
    speakerId: ctx.memberId ?? '',
    posts: posts.map((post) => ({
      id: String(post.number),
      title: post.title,
      state: post.state,
      accounts: post.accounts.map((account) => account.channelId),
      ...(post.plannedAt && post.plannedZone
        ? {
            at: Temporal.Instant.from(post.plannedAt).toZonedDateTimeISO(post.plannedZone).toString(),
          }
        : {}),
    })),
    conversations: conversations.map((one) => ({
      id: String(one.number),
      contact: one.contact.name,
      account: one.channel.id,
      state: one.status,
      assignee: one.assigneeId,
      labels: one.labels,
    })),
    labels: [
      ...distinct(posts.flatMap((post) => post.labels)).map((id) => ({ id, on: 'posts' as const })),
      ...distinct(conversations.flatMap((one) => one.labels)).map((id) => ({
        id,
        on: 'conversations' as const,
      })),
    ],
    campaigns: [],
    metrics: [...metrics.values()].map(({ slug, name }) => ({ id: ownId(slug), name })),
  }
  return { zone: timezone, world }
}

const distinct = (words: readonly string[]) => [...new Set(words)]

async function recentConversations(ctx: Ctx) {
  const pages = await Promise.all(
    (['open', 'pending', 'snoozed'] as const).map((status) =>
      listConversations(ctx, { status, assignee: 'all', sort: 'newest' }, { limit: mostConversations }),
    ),
  )
  return pages.flatMap((page) => page.items)
}
