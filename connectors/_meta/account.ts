import { z } from 'zod'
import type { ConnectorIo, HealthCheck } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import { errorText } from '#kernel/errors.ts'
import { callGraph, type Graph } from './graph.ts'

type CallIo = Pick<ConnectorIo, 'http' | 'trust' | 'clock' | 'env'>

/**
 * What a Page tells us. A Page has one list per app, so Messenger and Instagram behind the same Page must
 * ask for the same.
 */
export const pageFields = [
  'messages',
  'messaging_postbacks',
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
  'messaging_handovers',
]

const done = z.object({ success: z.boolean() })

export async function subscribe(io: CallIo, graph: Graph, node: string, fields: string[]): Promise<void> {
  const query = { subscribed_fields: fields.join(',') }
  await callGraph(io, graph, `${node}/subscribed_apps`, { method: 'POST', query, schema: done })
}

export async function unsubscribe(io: CallIo, graph: Graph, node: string): Promise<void> {
  await callGraph(io, graph, `${node}/subscribed_apps`, { method: 'DELETE', schema: done })
}

const subscriptions = z.object({
  data: z.array(z.object({ id: vendorId.optional(), subscribed_fields: z.array(z.string()).optional() })),
})

export function checkSecret(io: CallIo, keys: string[]): HealthCheck {
  const ok = keys.some((key) => Boolean(io.env[key]))
  const detail = ok
    ? 'Webhooks can be checked.'
    : `Set ${keys.join(' or ')}: without it no message is accepted.`
  return { name: 'App secret', ok, detail }
}

export async function checkToken(io: CallIo, graph: Graph, fields: string): Promise<HealthCheck> {
  const name = 'Token'
  try {
    const { name: known, username } = await callGraph(io, graph, 'me', {
      query: { fields },
      schema: who,
    })
    return { name, ok: true, detail: `${graph.vendor} knows us as ${username ?? known ?? 'this account'}.` }
  } catch (error) {
    return { name, ok: false, detail: errorText(error) }
  }
}

const who = z.object({ name: z.string().optional(), username: z.string().optional() })

export async function checkSubscription(io: CallIo, graph: Graph, node: string): Promise<HealthCheck> {
  const name = 'Delivery'
  try {
    const { data } = await callGraph(io, graph, `${node}/subscribed_apps`, { schema: subscriptions })
    const ok = data.some((app) => app.subscribed_fields?.includes('messages') ?? true)
    const detail = ok
      ? 'Messages are delivered to us.'
      : 'Messages are not delivered to us. Connect it again.'
    return { name, ok, detail }
  } catch (error) {
    return { name, ok: false, detail: errorText(error) }
  }
}

const debugged = z.object({
  data: z.object({
    is_valid: z.boolean().optional(),
    expires_at: z.number().optional(),
    scopes: z.array(z.string()).optional(),
  }),
})

/** What the token may do and until when. Facebook only tells the app itself. */
export async function checkPermissions(io: CallIo, graph: Graph, wanted: string[]): Promise<HealthCheck[]> {
  const { META_APP_ID: id, META_APP_SECRET: secret } = io.env
  if (!id || !secret) return []
  const app: Graph = { ...graph, token: `${id}|${secret}`, appSecret: undefined }
  const name = 'Permissions'
  try {
    const query = { input_token: graph.token }
    const { data } = await callGraph(io, app, 'debug_token', { query, schema: debugged })
    const missing = wanted.filter((scope) => !data.scopes?.includes(scope))
    if (data.is_valid === false)
      return [{ name, ok: false, detail: 'The token has ended. Connect it again.' }]
    const detail = missing.length ? `Missing: ${missing.join(', ')}. Connect it again.` : 'All that we need.'
    return [{ name, ok: missing.length === 0, detail }]
  } catch (error) {
    return [{ name, ok: false, detail: errorText(error) }]
  }
}
