import type { Json } from './json.ts'
import type { Channel, Guild, Message, Person, StoredFile, World } from './world.ts'
import { atOf } from '../snowflake.ts'

/** Objects as Discord writes them. */
export const userOf = ({ id, name, bot = false }: { id: string; name: string; bot?: boolean }): Json => ({
  id,
  username: name.toLowerCase(),
  global_name: name,
  discriminator: '0',
  avatar: null,
  bot,
})

export const memberOf = (person: Person): Json => ({
  user: userOf(person),
  nick: null,
  roles: [],
  joined_at: '2026-01-01T00:00:00.000Z',
  deaf: false,
  mute: false,
  flags: 0,
  permissions: '562949953421311',
})

export const channelOf = ({ id, name, type, guild, parent, owner, archived }: Channel): Json => ({
  id,
  type,
  ...(guild === undefined ? {} : { guild_id: guild, name, parent_id: parent ?? null, position: 0 }),
  ...(type === 11
    ? {
        owner_id: owner,
        thread_metadata: {
          archived: archived ?? false,
          auto_archive_duration: 10_080,
          archive_timestamp: '2026-01-01T00:00:00.000Z',
          locked: false,
        },
      }
    : {}),
})

export const attachmentOf = (world: World, { id, name, mime, bytes }: StoredFile): Json => ({
  id,
  filename: name,
  size: bytes.byteLength,
  content_type: mime,
  url: `${world.url}/cdn/${id}/${encodeURIComponent(name)}`,
  proxy_url: `${world.url}/cdn/${id}/${encodeURIComponent(name)}`,
})

export function messageOf(world: World, message: Message): Json {
  const mentioned = message.content.includes(`<@${world.bot.id}>`)
  return {
    id: message.id,
    type: message.answers === undefined ? 0 : 19,
    channel_id: message.channel,
    author: userOf(message.author),
    content: message.content,
    timestamp: atOf(message.id),
    edited_timestamp: message.edited ? world.clock.now().toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: mentioned ? [userOf(world.bot)] : [],
    mention_roles: [],
    attachments: message.files.map((file) => attachmentOf(world, file)),
    embeds: [],
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.answers === undefined
      ? {}
      : { message_reference: { type: 0, message_id: message.answers, channel_id: message.channel } }),
  }
}

export const guildOf = (world: World, guild: Guild): Json => ({
  id: guild.id,
  name: guild.name,
  unavailable: false,
  owner_id: world.people[0]?.id,
  joined_at: '2026-01-01T00:00:00.000Z',
  large: false,
  member_count: world.people.length + 1,
  channels: guild.channels.filter(({ type }) => type === 0).map(channelOf),
  threads: guild.channels.filter(({ type }) => type === 11).map(channelOf),
  roles: [],
  members: [],
  emojis: [],
  stickers: [],
  features: [],
  presences: [],
  voice_states: [],
})
