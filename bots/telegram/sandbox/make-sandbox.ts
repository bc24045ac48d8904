import type { ChatSandbox, ChatSandboxMessage, MakeChatSandbox } from '#contracts/chat-sandbox.ts'
import { notFound } from '#kernel/errors.ts'
import { act, kick, write } from './act.ts'
import { bad, fail } from './answers.ts'
import { botFacts, describeMessage } from './bot.ts'
import type { Bot } from './bot.ts'
import { drawMessage } from './draw.ts'
import { makeFaults } from './faults.ts'
import { sameText } from './keyed.ts'
import { answerMethod } from './methods.ts'
import { drawQuestion } from './questions.ts'
import { makeRates } from './rates.ts'
import { readParams } from './read-params.ts'
import { samplePicture } from './sample-picture.ts'
import { keepFile } from './send.ts'
import { makeUpdates } from './updates.ts'
import { groupOf, makeWorld, placeOf } from './world.ts'
import type { Group } from './world.ts'

/** What only tests of this surface ask of the sandbox. */
export interface TelegramChatSandbox extends ChatSandbox {
  /** Pictures of one album, sent one after the other. */
  album(at: { workspace: string; user: string; channel: string }, captions: string[]): Promise<void>
  /** A member takes the bot out of the group. */
  kick(at: { workspace: string; user: string }): Promise<void>
  /** The group becomes another chat; the old one refuses and says where it went. Its new id. */
  migrate(workspace: string): Promise<string>
}

const mostCalls = 5_000

/** Telegram's Bot API, for one bot, its groups and the people in them. */
export const makeTelegramChatSandbox = (options: Parameters<MakeChatSandbox>[0]): TelegramChatSandbox => {
  const { url, secret, clock } = options
  const faults = makeFaults()
  const bot: Bot = {
    ...botFacts(secret),
    clock,
    world: makeWorld(clock.now()),
    updates: makeUpdates({ clock, faults }),
    faults,
    rates: makeRates(),
    presses: new Map(),
    commands: undefined,
  }
  const calls: ReturnType<ChatSandbox['calls']> = []
  const prefix = new URL(url).pathname.replace(/\/$/, '')

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.slice(prefix.length)
    const [, isFile, token = '', rest = ''] = /^\/(file\/)?bot(\d+:[\w-]+)\/(.+)$/.exec(path) ?? []
    if (!sameText(token, bot.token)) return fail({ code: 401, description: 'Unauthorized' })
    if (isFile) return fileAnswer(rest)
    const params = await readParams(request)
    if (!params) return fail(bad("can't parse JSON object"))
    const response = await answerMethod(bot, rest, params, request.signal)
    await note(rest, response.clone())
    return response
  }

  async function note(method: string, response: Response): Promise<void> {
    const { ok } = response
    // The connection breaks after the work: Telegram did it.
    const isDropped = response.status === 599
    const error = ok || isDropped ? undefined : await response.text()
    calls.push({ method, at: clock.now().getTime(), ok: ok || isDropped, ...(error ? { error } : {}) })
    if (calls.length > mostCalls) calls.shift()
  }

  function fileAnswer(path: string): Response {
    const file = bot.world.files.get(path.replace(/^files\//, ''))
    if (!file) return new Response('Not Found', { status: 404 })
    return new Response(new Uint8Array(file.bytes), {
      headers: { 'content-type': 'application/octet-stream' },
    })
  }

  const known = (workspace: string): Group =>
    bot.world.groups.get(workspace) ?? groupOf(bot.world, secret, workspace)

  function sceneOf({ workspace, user, channel }: { workspace: string; user: string; channel?: string }) {
    const group = known(workspace)
    const person = group.people.find(({ id }) => String(id) === user)
    const place = placeOf(bot.world, channel ?? String(group.chat.id))
    if (!person || !place) throw notFound('person or chat of the sandbox')
    return { bot, person, ...place }
  }

  return {
    fetch: answer,
    env: {
      TELEGRAM_API_URL: url,
      TELEGRAM_TEAM_BOT_TOKEN: bot.token,
      TELEGRAM_TEAM_BOT_SECRET: bot.webhookSecret,
    },
    workspace(handle) {
      const { chat, people } = known(handle)
      const id = String(chat.id)
      return {
        externalId: id,
        name: chat.title,
        credentials: {},
        people: people.map((person) => ({ id: String(person.id), name: person.name })),
        channels: [
          ...[...chat.topics].map(([topic, name]) => ({ id: `${id}:${topic}`, name: `#${name}` })),
          { id, name: 'General' },
        ],
        direct: (user) => user,
      }
    },
    act(action) {
      if (action.kind === 'press' && faults.take('press', 'disconnect')) bot.updates.cut()
      return act(bot, known(action.workspace), action)
    },
    messages(workspace, channel, user) {
      known(workspace)
      return messagesOf(bot, channel, user)
    },
    form(workspace, user) {
      known(workspace)
      const question = bot.world.questions.get(Number(user))
      return question && drawQuestion(question)
    },
    fault(fault) {
      faults.add(fault)
      if (fault.kind === 'disconnect') bot.updates.cut()
    },
    calls: () => calls,
    close() {
      bot.updates.close()
      return Promise.resolve()
    },
    async album(at, captions) {
      const scene = sceneOf(at)
      const album = `album-${bot.world.nextMessage}`
      await Promise.all(
        captions.map((text, number) =>
          write(scene, {
            text,
            album,
            photo: keepFile(bot.world, samplePicture(`${number}`), `${number}.png`),
          }),
        ),
      )
    },
    async kick(at) {
      await kick(sceneOf(at))
    },
    async migrate(workspace) {
      const { chat } = known(workspace)
      const moved = { ...chat, id: chat.id - 1, messages: [] }
      bot.world.chats.set(moved.id, moved)
      chat.movedTo = moved.id
      const service = {
        id: bot.world.nextMessage++,
        topic: undefined,
        spans: [],
        markup: undefined,
        replyTo: undefined,
        edited: false,
      }
      const described = describeMessage(bot, chat.id, { ...service, from: 'bot', at: clock.now(), text: '' })
      await bot.updates.tell(chat.id, { message: { ...described, migrate_to_chat_id: moved.id } })
      return String(moved.id)
    },
  }
}

/** What stands in a chat, and the words that showed over it for this one person. */
function messagesOf(bot: Bot, channel: string, user: string): ChatSandboxMessage[] {
  const place = placeOf(bot.world, channel)
  const isTheirs = place?.chat.kind !== 'private' || String(place.chat.id) === user
  if (!place || !isTheirs) return []
  const said = place.chat.messages
    .filter((message) => message.topic === place.topic)
    .map((message) => drawMessage(bot, message))
  const alerts = bot.world.alerts
    .filter((alert) => alert.chat === channel && String(alert.user) === user)
    .map(({ at, text }, number): ChatSandboxMessage => ({
      id: `alert-${number}`,
      at: at.toISOString(),
      from: { name: bot.name, bot: true },
      onlyYou: true,
      edited: false,
      blocks: [{ kind: 'text', text, style: 'normal' }],
    }))
  return [...said, ...alerts].sort((a, b) => a.at.localeCompare(b.at))
}
