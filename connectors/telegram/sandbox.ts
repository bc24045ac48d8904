import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { MakeSandbox, SandboxAction, SandboxActResult, SandboxPerson } from '#contracts/sandbox.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { invalid } from '#kernel/errors.ts'
import { makeConversationBook } from '../_sandbox/conversation-book.ts'
import { makeDeliveries } from '../_sandbox/deliveries.ts'
import { makeFaults } from '../_sandbox/faults.ts'
import { sameText } from '../_sandbox/keyed.ts'
import { samplePicture } from '../_sandbox/sample-picture.ts'
import { botIdOf, makeBot, tell, tokenOf, type Bot } from './sandbox-bot.ts'
import { fail } from './sandbox-answer.ts'
import { answerMethod } from './sandbox-methods.ts'
import { messageId, readMessageNumber } from './thread-id.ts'

/** Telegram's Bot API, for as many bots as there are handles. */
export const makeTelegramSandbox: MakeSandbox = ({ url, secret, clock }) => {
  const bots = new Map<string, Bot>()
  const faults = makeFaults()
  const book = makeConversationBook()
  const deliveries = makeDeliveries(faults)
  const prefix = new URL(url).pathname.replace(/\/$/, '')

  function botOf(id: string): Bot {
    const bot = bots.get(id) ?? makeBot(secret, id, clock.now())
    bots.set(id, bot)
    return bot
  }

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.slice(prefix.length)
    const found = /^\/(file\/)?bot(\d+):([\w-]+)\/(.+)$/.exec(path)
    const [, isFile, id = '', key = '', rest = ''] = found ?? []
    if (!found || !sameText(tokenOf(secret, id), `${id}:${key}`)) return fail(401, 'Unauthorized')
    if (isFile) return fileAnswer(rest)
    const bot = botOf(id)
    const params = await readParams(request)
    const { signal } = request
    return answerMethod({ bot, method: rest, params, signal, now: clock.now(), faults, book })
  }

  async function act(action: SandboxAction): Promise<SandboxActResult> {
    const bot = botOf(action.account)
    const chat = chatOf(action.person)
    const date = Math.floor(clock.now().getTime() / 1000)
    const from = { ...chat, is_bot: false, language_code: 'en' }
    const thread = String(chat.id)
    const tools = { deliveries, faults, now: clock.now() }
    const result = async (id: string, kind: string, content: unknown) => {
      const status = await tell(bot, kind, content, tools)
      return status === undefined ? { id } : { id, status }
    }
    const write = (content: Record<string, unknown>, options: { id?: string; at?: Date } = {}) => {
      const number = (options.id && readMessageNumber(options.id)) || bot.nextMessageId++
      const id = messageId(thread, number)
      const at = (options.at ?? clock.now()).toISOString()
      const text = content['text'] ?? content['caption']
      const kind = 'photo' in content ? 'photo' : 'text'
      const attachments = kind === 'photo' ? { attachments: [{ kind: 'image' }] } : {}
      const spoken = typeof text === 'string' ? { text } : {}
      book.add(bot.id, thread, { id, at, from: 'customer', kind, ...spoken, ...attachments })
      const moment = Math.floor(Date.parse(at) / 1000)
      return result(id, 'message', { message_id: number, from, chat, date: moment, ...content })
    }
    switch (action.kind) {
      case 'write': {
        const quoted = action.quote === undefined ? undefined : readMessageNumber(action.quote)
        const quote = quoted && { reply_to_message: { message_id: quoted, chat, date } }
        return write({ text: action.text, ...quote }, action)
      }
      case 'photo':
        return write({ photo: makePhoto(), ...(action.text ? { caption: action.text } : {}) })
      case 'edit': {
        const entry = book.find(bot.id, thread, action.messageId)
        if (entry) entry.text = action.text
        const message = { message_id: readMessageNumber(action.messageId), from, chat, date, edit_date: date }
        return result(action.messageId, 'edited_message', { ...message, text: action.text })
      }
      case 'reaction': {
        const entry = book.find(bot.id, thread, action.messageId)
        const before = entry?.reactions ?? []
        const after = action.emoji === undefined ? [] : [action.emoji]
        if (entry) entry.reactions = after
        const asTypes = (list: string[]) => list.map((emoji) => ({ type: 'emoji', emoji }))
        return result(action.messageId, 'message_reaction', {
          chat,
          message_id: readMessageNumber(action.messageId),
          user: from,
          date,
          old_reaction: asTypes(before),
          new_reaction: asTypes(after),
        })
      }
      default:
        throw invalid('A customer cannot do this on Telegram.')
    }
  }

  return {
    fetch: answer,
    env: { TELEGRAM_API_URL: url },
    account(handle) {
      const bot = botOf(botIdOf(secret, handle))
      bot.name = handle
      return { externalId: bot.id, form: { token: bot.token } }
    },
    act,
    transcript: (account, person) => book.entries(account, threadOf(person)),
    fault: (fault) => faults.add(fault),
    creates: (account) => book.creates(account),
    close() {
      deliveries.close()
      for (const bot of bots.values()) bot.wake?.('news')
      return Promise.resolve()
    },
  }
}

/** Telegram's people have numbers; other names get one that stays the same. */
const threadOf = (person: string) => (/^\d+(@.+)?$/.test(person) ? person : String(1e9 + crc32(person)))

function chatOf(person: SandboxPerson) {
  const [first = person.name, ...rest] = person.name.split(' ')
  return {
    id: Number(threadOf(person.id)),
    type: 'private',
    first_name: first,
    ...(rest.length ? { last_name: rest.join(' ') } : {}),
    ...(person.username ? { username: person.username } : {}),
  }
}

function makePhoto() {
  const id = `photo-${randomInt(1e12)}`
  const size = (width: number) => ({ file_id: id, file_unique_id: id, width, height: width, file_size: 4096 })
  return [size(90), size(160)]
}

/** Telegram never says what a file is. */
const fileAnswer = (name: string) =>
  new Response(new Uint8Array(samplePicture(name)), {
    headers: { 'content-type': 'application/octet-stream' },
  })

async function readParams(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? ''
  const query = Object.fromEntries(new URL(request.url).searchParams)
  if (type.includes('json')) {
    const text = await request.text()
    return { ...query, ...(text ? (exactJson(text) as Record<string, unknown>) : {}) }
  }
  if (!type.includes('form')) return query
  return { ...query, ...Object.fromEntries(await request.formData()) }
}
