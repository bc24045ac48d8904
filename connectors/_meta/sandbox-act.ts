import type { SandboxAction, SandboxActResult, SandboxEntry } from '#contracts/sandbox.ts'
import { invalid } from '#kernel/errors.ts'
import { dropOldest } from '../_sandbox/conversation-book.ts'
import { newMid } from './sandbox-send.ts'
import { deliver, talkKey, type Item, type MetaWorld } from './sandbox-world.ts'

/** The inbox on a Facebook Page is an app of its own. */
const pageInboxApp = 263902037430900

export async function actAsCustomer(world: MetaWorld, action: SandboxAction): Promise<SandboxActResult> {
  const { account, person } = action
  world.people.set(person.id, person)
  dropOldest(world.people, 2000)
  const made = makeItem(world, action)
  if (made.entry) world.book.add(account, person.id, made.entry)
  const timestamp = made.at ?? world.options.clock.now().getTime()
  if (made.opensWindow) {
    const talk = talkKey(account, person.id)
    world.lastWrote.set(talk, Math.max(timestamp, world.lastWrote.get(talk) ?? 0))
    dropOldest(world.lastWrote, 2000)
  }
  const [sender, recipient] = made.fromUs ? [account, person.id] : [person.id, account]
  const item = { sender: { id: sender }, recipient: { id: recipient }, timestamp, ...made.item }
  const status = await deliver(world, account, item, made.fromUs ? 'echo' : 'event')
  return status === undefined ? { id: made.id } : { id: made.id, status }
}

interface Made {
  id: string
  item: Item
  entry?: SandboxEntry
  at?: number
  opensWindow?: boolean
  fromUs?: boolean
}

function makeItem(world: MetaWorld, action: SandboxAction): Made {
  switch (action.kind) {
    case 'write': {
      const quote = action.quote === undefined ? {} : { reply_to: { mid: action.quote } }
      const made = write(world, action.id ?? newMid(), { text: action.text, ...quote }, action.at)
      return action.at ? { ...made, at: action.at.getTime() } : made
    }
    case 'photo':
      return write(world, newMid(), {
        ...(action.text ? { text: action.text } : {}),
        attachments: [{ type: 'image', payload: { url: mediaUrl(world) } }],
      })
    case 'story_mention':
      onlyInstagram(world)
      return write(world, newMid(), {
        attachments: [{ type: 'story_mention', payload: { url: mediaUrl(world) } }],
      })
    case 'story_reply':
      onlyInstagram(world)
      return write(world, newMid(), {
        text: action.text,
        reply_to: { story: { id: '17900000000000001', url: mediaUrl(world) } },
      })
    case 'postback': {
      const mid = newMid()
      const { title, payload } = action
      const entry = customerEntry(world, mid, 'postback', { text: title })
      return { id: mid, item: { postback: { mid, title, payload } }, entry, opensWindow: true }
    }
    case 'native_reply': {
      const mid = newMid()
      const app = world.flavour === 'messenger' ? { app_id: pageInboxApp } : {}
      const entry = { ...customerEntry(world, mid, 'text', { text: action.text }), from: 'us' as const }
      const message = { mid, is_echo: true, text: action.text, ...app }
      return { id: mid, item: { message }, entry, fromUs: true }
    }
    default:
      return makeChange(world, action)
  }
}

/** What changes something that is there already. */
function makeChange(world: MetaWorld, action: SandboxAction): Made {
  const { account, person } = action
  const entryOf = (id: string) => world.book.find(account, person.id, id)
  switch (action.kind) {
    case 'reaction': {
      const { messageId: mid, emoji } = action
      const entry = entryOf(mid)
      if (entry) entry.reactions = emoji === undefined ? [] : [emoji]
      const reaction =
        emoji === undefined ? { mid, action: 'unreact' } : { mid, action: 'react', reaction: 'other', emoji }
      return { id: mid, item: { reaction } }
    }
    case 'edit': {
      const { messageId: mid, text } = action
      const entry = entryOf(mid)
      if (entry) entry.text = text
      return { id: mid, item: { message_edit: { mid, text, num_edit: 1 } } }
    }
    case 'unsend': {
      onlyInstagram(world)
      const entry = entryOf(action.messageId)
      if (entry) entry.state = 'removed'
      return { id: action.messageId, item: { message: { mid: action.messageId, is_deleted: true } } }
    }
    case 'read': {
      const ours = world.book.entries(account, person.id).filter((entry) => entry.from === 'us')
      for (const entry of ours) entry.state = 'read'
      const watermark = world.options.clock.now().getTime()
      const mid = ours.at(-1)?.id ?? 'nothing-yet'
      return { id: mid, item: { read: world.flavour === 'messenger' ? { watermark } : { mid } } }
    }
    default:
      throw invalid('Meta does not tell us of this.')
  }
}

function write(world: MetaWorld, mid: string, content: Record<string, unknown>, at?: Date): Made {
  const { text } = content
  const attached = 'attachments' in content ? { attachments: [{ kind: 'image' }] } : {}
  const spoken = typeof text === 'string' ? { text } : {}
  const entry = customerEntry(world, mid, 'attachments' in content ? 'photo' : 'text', {
    ...spoken,
    ...attached,
    ...(at ? { at: at.toISOString() } : {}),
  })
  return { id: mid, item: { message: { mid, ...content } }, entry, opensWindow: true }
}

function customerEntry(
  world: MetaWorld,
  id: string,
  kind: string,
  more: Partial<SandboxEntry>,
): SandboxEntry {
  return { id, at: world.options.clock.now().toISOString(), from: 'customer', kind, ...more }
}

const mediaUrl = (world: MetaWorld) => `${world.options.url}/media/${newMid()}.png`

function onlyInstagram(world: MetaWorld): void {
  if (world.flavour !== 'instagram') throw invalid('A customer cannot do this on Messenger.')
}
