import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { vendorId } from '#contracts/exact-json.ts'
import { dropConnection, type SandboxEntry } from '#contracts/sandbox.ts'
import { graphError, refuseByFault } from './sandbox-errors.ts'
import { deliver, loginOf, talkKey, type Item, type MetaWorld } from './sandbox-world.ts'

const request = z.object({
  recipient: z.object({ id: vendorId }),
  messaging_type: z.string().optional(),
  tag: z.string().optional(),
  sender_action: z.string().optional(),
  reply_to: z.object({ mid: z.string() }).optional(),
  filedata: z.instanceof(File).optional(),
  message: z
    .object({
      text: z.string().optional(),
      metadata: z.string().optional(),
      attachment: z
        .object({ type: z.string(), payload: z.object({ url: z.string().optional() }).optional() })
        .optional(),
    })
    .optional(),
})
type SendRequest = z.infer<typeof request>

export const newMid = () => `m_${randomBytes(36).toString('base64url')}`

export async function answerMessages(world: MetaWorld, account: string, body: unknown): Promise<Response> {
  const parsed = request.safeParse(body)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path[0] ?? 'recipient'
    return graphError(100, `Invalid parameter: param ${String(field)} is missing or of another type`)
  }
  const asked = parsed.data
  if (asked.sender_action !== undefined) return Response.json({ recipient_id: asked.recipient.id })
  const { faults } = world
  const delay = faults.take(account, 'delay')
  if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms))
  const refused =
    refuseByFault(faults, account) ?? checkContent(world, asked) ?? checkWindow(world, account, asked)
  if (refused) return refused
  const mid = record(world, account, asked)
  const echoFirst = world.sends++ % 2 === 0
  if (echoFirst) await tellBack(world, account, asked, mid)
  else setImmediate(() => void tellBack(world, account, asked, mid))
  if (faults.take(account, 'drop_answer')) return dropConnection()
  return Response.json({ recipient_id: asked.recipient.id, message_id: mid })
}

function checkContent({ flavour }: MetaWorld, { message, filedata }: SendRequest): Response | undefined {
  const { text, attachment } = message ?? {}
  if (text === undefined && !attachment) {
    return graphError(100, 'Message cannot be empty, must provide valid attachment or text')
  }
  if (text !== undefined && attachment) {
    return graphError(100, 'Only one of the text, attachment, and dynamic_text fields can be specified')
  }
  const tooLong =
    flavour === 'messenger' ? (text ?? '').length > 2000 : Buffer.byteLength(text ?? '', 'utf8') > 1000
  if (text === '' || tooLong) {
    const limit = flavour === 'messenger' ? '2000 characters' : '1000 bytes'
    return graphError(100, `Length of param message[text] must be between 1 and ${limit}`)
  }
  if (!attachment) return undefined
  if (!['image', 'video', 'audio', 'file'].includes(attachment.type)) {
    return graphError(100, `Param message[attachment][type] must be one of IMAGE, VIDEO, AUDIO, FILE`)
  }
  if (flavour === 'instagram' && filedata) return graphError(100, 'Files are taken by url only')
  if (!filedata && !attachment.payload?.url) return graphError(100, 'No attachment url or file was given')
  const limit = (flavour === 'instagram' && attachment.type === 'image' ? 8 : 25) * 1024 * 1024
  return filedata && filedata.size > limit
    ? graphError(100, 'Attachment size exceeds allowable limit', { subcode: 2018047 })
    : undefined
}

const hour = 3_600_000

function checkWindow(world: MetaWorld, account: string, asked: SendRequest): Response | undefined {
  const tagged = asked.messaging_type === 'MESSAGE_TAG'
  if (tagged !== (asked.tag !== undefined) || (tagged && asked.tag !== 'HUMAN_AGENT')) {
    return graphError(100, 'Param tag must be HUMAN_AGENT, with messaging_type MESSAGE_TAG')
  }
  const last = world.lastWrote.get(talkKey(account, asked.recipient.id))
  // Whoever wrote before a restart of the sandbox is not known any more, and gets the benefit of the doubt.
  if (last === undefined) return undefined
  const age = world.options.clock.now().getTime() - last
  if (age <= (tagged ? 7 * 24 : 24) * hour) return undefined
  return graphError(10, 'This message is sent outside of allowed window.', {
    subcode: world.flavour === 'messenger' ? 2018278 : 2534022,
    status: 403,
  })
}

function record(world: MetaWorld, account: string, asked: SendRequest): string {
  const mid = newMid()
  const { message, filedata, recipient, tag } = asked
  const attachment = message?.attachment
  const url = attachment?.payload?.url
  const entry: SandboxEntry = {
    id: mid,
    at: world.options.clock.now().toISOString(),
    from: 'us',
    kind: attachment?.type ?? 'text',
    ...(message?.text === undefined ? {} : { text: message.text }),
    ...(tag === undefined ? {} : { tag }),
    ...(attachment
      ? {
          attachments: [
            {
              kind: attachment.type,
              ...(filedata ? { name: filedata.name } : {}),
              ...(url === undefined ? {} : { url }),
            },
          ],
        }
      : {}),
  }
  if (world.flavour === 'messenger') entry.state = 'delivered'
  world.book.add(account, recipient.id, entry)
  world.book.count(account, recipient.id, message?.text ?? filedata?.name ?? url ?? '')
  return mid
}

/** The echo of what we sent and, on Messenger, the receipt that it arrived. */
async function tellBack(world: MetaWorld, account: string, asked: SendRequest, mid: string): Promise<void> {
  const timestamp = world.options.clock.now().getTime()
  const person = { id: asked.recipient.id }
  const { text, attachment, metadata } = asked.message ?? {}
  const url = attachment?.payload?.url ?? `${world.options.url}/media/${mid}.png`
  const echo: Item = {
    sender: { id: account },
    recipient: person,
    timestamp,
    message: {
      mid,
      is_echo: true,
      app_id: Number(world.app[loginOf(world, account)].id),
      ...(text === undefined ? {} : { text }),
      ...(attachment ? { attachments: [{ type: attachment.type, payload: { url } }] } : {}),
      ...(asked.reply_to ? { reply_to: asked.reply_to } : {}),
      ...(metadata === undefined || world.flavour === 'instagram' ? {} : { metadata }),
    },
  }
  await deliver(world, account, echo, 'echo')
  if (world.flavour === 'instagram') return
  const delivery = { mids: [mid], watermark: timestamp }
  await deliver(
    world,
    account,
    { sender: person, recipient: { id: account }, timestamp, delivery },
    'receipt',
  )
}
