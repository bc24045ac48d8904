import type { Client, REST } from 'discord.js'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import type { Core } from './core.ts'
import { applicationSchema, mayReadContent } from './look.ts'
import { readMessage } from './read-message.ts'
import type { Registrar } from './register-commands.ts'
import { restOptions } from './rest.ts'
import { guildDeleteSchema, messageSchema } from './schema.ts'
import { takeInteraction } from './take-interaction.ts'
import { makeThreads } from './threads.ts'
import type { Threads } from './threads.ts'

interface Gateway {
  core: Core
  io: SurfaceIo
  rest: REST
  registrar: Registrar
  threads: Threads
  botId: string
}

/** Holds the connection until the signal ends, or until it cannot come back by itself: then it throws. */
export async function runGateway(
  options: Pick<Gateway, 'core' | 'io' | 'rest' | 'registrar'>,
  signal: AbortSignal,
): Promise<void> {
  const { io, rest } = options
  const application = applicationSchema.parse(await rest.get('/applications/@me'))
  const client = await makeClient(io, mayReadContent(application))
  const gateway: Gateway = { ...options, threads: makeThreads(rest, io.log), botId: '' }
  const running = new Set<Promise<void>>()
  client.ws.on('READY' as never, (ready: { user?: { id?: string } }) => {
    gateway.botId = ready.user?.id ?? ''
  })
  for (const [name, take] of Object.entries(packets)) {
    client.ws.on(name as never, (packet: unknown) => {
      const one = take(gateway, packet)
        .catch((error: unknown) => io.log.error({ reason: errorText(error), name }, 'a packet was not taken'))
        .finally(() => running.delete(one))
      running.add(one)
    })
  }
  client.once('clientReady', () => {
    tellRemovals(gateway, new Set(client.guilds.cache.keys())).catch((error: unknown) =>
      io.log.warn({ reason: errorText(error) }, 'servers were not compared'),
    )
  })
  const ended = endOf(client, signal)
  try {
    await Promise.race([client.login(io.env['DISCORD_BOT_TOKEN'] ?? ''), ended])
    await ended
  } finally {
    await client.destroy()
    await Promise.all(running)
  }
}

/** Keeps little: we read packets as they come, and ask for what we need. */
async function makeClient(io: SurfaceIo, readsContent: boolean): Promise<Client> {
  const { Client, GatewayIntentBits, Options, Partials } = await import('discord.js')
  const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits
  return new Client({
    intents: [Guilds, GuildMessages, DirectMessages, ...(readsContent ? [MessageContent] : [])],
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 1, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: { maxSize: 1, keepOverLimit: ({ id, client }) => id === client.user.id },
      PresenceManager: 0,
      ReactionManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      VoiceStateManager: 0,
    }),
    rest: restOptions(io.env),
    shards: 'auto',
  })
}

function endOf(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve()
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    client.on('shardDisconnect', ({ code }) =>
      reject(new Error(`Discord closed the connection for good (${code})`)),
    )
    client.on('invalidated', () => reject(new Error('Discord ended the session')))
    client.on('error', () => undefined)
    client.on('shardError', () => undefined)
  })
}

type Packet = (gateway: Gateway, packet: unknown) => Promise<void>

const packets: Record<string, Packet> = {
  async INTERACTION_CREATE({ core, io, rest }, packet) {
    const callback = await takeInteraction(core, io, packet)
    const { id, token } = packet as { id: string; token: string }
    await rest
      .post(`/interactions/${id}/${token}/callback`, { body: callback, auth: false })
      .catch((error: unknown) => {
        // 40060: our earlier acknowledgement arrived.
        if (Reflect.get(Object(error), 'code') !== 40_060) throw error
      })
  },

  async MESSAGE_CREATE({ core, io, threads, botId }, packet) {
    const parsed = messageSchema.safeParse(packet)
    if (!parsed.success || parsed.data.author.id === botId) return
    const { guild_id: guild, channel_id: channel } = parsed.data
    const thread = guild === undefined ? undefined : await threads.find(channel, botId)
    const input = readMessage(parsed.data, { botId, ...(thread ? { thread } : {}) }, io.sandbox)
    if (input) await core.receive(input)
  },

  async GUILD_CREATE({ registrar, threads }, packet) {
    const { id, channels, threads: open } = packet as Record<string, unknown>
    threads.learn(channels)
    threads.learn(open)
    if (typeof id !== 'string') return
    registrar.forget(id)
    await registrar.register(id)
  },

  async GUILD_DELETE({ core, io, registrar, botId }, packet) {
    const { id, unavailable } = guildDeleteSchema.parse(packet)
    // An outage of Discord's is none of our business; the server comes back by itself.
    if (unavailable) return
    registrar.forget(id)
    await core.receive(removal(id, botId, io))
  },

  async CHANNEL_CREATE({ threads }, packet) {
    threads.learn([packet])
  },
  async THREAD_CREATE({ threads }, packet) {
    threads.learn([packet])
  },
  async THREAD_LIST_SYNC({ threads }, packet) {
    threads.learn((packet as Record<string, unknown>)['threads'])
  },
}

/** Who took the bot out while nobody listened. */
async function tellRemovals({ core, io, botId }: Gateway, present: ReadonlySet<string>): Promise<void> {
  for (const guild of await core.guilds())
    if (!present.has(guild)) await core.receive(removal(guild, botId, io))
}

const removal = (guild: string, botId: string, { sandbox, clock }: SurfaceIo): ChatInput => ({
  key: `removed:${guild}:${clock.now().getTime()}`,
  surface: 'discord',
  sandbox,
  workspace: guild,
  user: { id: botId, name: 'Discord' },
  place: { channel: '', direct: false },
  at: clock.now().toISOString(),
  act: { kind: 'removed' },
  handle: {},
})
