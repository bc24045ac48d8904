import { z } from 'zod'
import {
  ConnectorError,
  type ConnectorIo,
  type OutboundMessage,
  type SendResult,
} from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import { callGraph, type Graph } from './graph.ts'

const sent = z.object({ message_id: vendorId })
const anything = z.unknown()

type CallIo = Pick<ConnectorIo, 'http' | 'trust' | 'clock'>

export interface SendStyle {
  /** The vendor gives `metadata` back in the echo. */
  metadata: boolean
  /** Files go along as bytes; else the vendor fetches them from us. */
  upload: boolean
}

/** Text and file are two messages at Meta, so one call carries one of them. */
export async function sendByGraph(
  io: CallIo,
  graph: Graph,
  node: string,
  message: OutboundMessage,
  style: SendStyle,
): Promise<SendResult> {
  const { attachment, text } = message
  if (attachment && text) {
    throw new ConnectorError('rejected', `${graph.vendor} takes text and files as two messages.`)
  }
  const content = attachment
    ? { attachment: { type: attachment.kind, payload: attachmentPayload(graph, attachment, style) } }
    : { text: text ?? '' }
  const parts = {
    recipient: { id: message.to },
    messaging_type: message.tag === undefined ? 'RESPONSE' : 'MESSAGE_TAG',
    ...(message.tag === undefined ? {} : { tag: message.tag }),
    ...(message.quote === undefined ? {} : { reply_to: { mid: message.quote } }),
    message: { ...content, ...(style.metadata ? { metadata: message.id } : {}) },
  }
  const body = attachment && style.upload ? await asForm(parts, attachment) : parts
  const result = await callGraph(io, graph, `${node}/messages`, {
    method: 'POST',
    body,
    schema: sent,
    effect: true,
  })
  return { providerId: result.message_id }
}

type File = NonNullable<OutboundMessage['attachment']>

function attachmentPayload(graph: Graph, attachment: File, style: SendStyle) {
  if (style.upload) return { is_reusable: false }
  if (attachment.url !== undefined) return { url: attachment.url }
  throw new ConnectorError(
    'rejected',
    `${graph.vendor} fetches files from us: set PUBLIC_URL to an address it can reach.`,
  )
}

async function asForm(parts: Record<string, unknown>, attachment: File): Promise<FormData> {
  const form = new FormData()
  for (const [name, value] of Object.entries(parts)) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  const bytes = new Uint8Array(await attachment.bytes())
  form.set('filedata', new Blob([bytes], { type: attachment.mime }), attachment.name)
  return form
}

export async function signalByGraph(
  io: CallIo,
  graph: Graph,
  node: string,
  to: string,
  what: 'typing' | 'seen',
): Promise<void> {
  const body = { recipient: { id: to }, sender_action: what === 'typing' ? 'typing_on' : 'mark_seen' }
  await callGraph(io, graph, `${node}/messages`, { method: 'POST', body, schema: anything })
}

const profileSchema = z.object({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  profile_pic: z.string().optional(),
})

/** Nobody's name is worth failing for: who may not be asked stays anonymous. */
export async function profileByGraph(io: CallIo, graph: Graph, personId: string, fields: string) {
  const found = await callGraph(io, graph, personId, { query: { fields }, schema: profileSchema }).catch(
    (error: unknown) => {
      const hidden = error instanceof ConnectorError && hiddenKinds.has(error.kind)
      if (hidden) return profileSchema.parse({})
      throw error
    },
  )
  const name = found.name ?? [found.first_name, found.last_name].filter(Boolean).join(' ')
  return {
    ...(name ? { name } : {}),
    ...(found.username ? { username: found.username } : {}),
    ...(found.profile_pic ? { avatarUrl: found.profile_pic } : {}),
  }
}

const hiddenKinds = new Set(['permission', 'recipient_gone', 'not_found', 'rejected'])
