import { exactJson } from '#contracts/exact-json.ts'
import { dropConnection } from '#contracts/sandbox.ts'
import type { Asked } from './sandbox-graph.ts'
import { graphError, refuseByFault, expired } from './sandbox-errors.ts'
import { answerInstagram } from './sandbox-instagram.ts'
import { answerPage } from './sandbox-page.ts'
import type { MetaWorld } from './sandbox-world.ts'

/** One call about publishing or figures, its parameters from the address and the body together. */
export interface PublishCall {
  method: string
  node: string
  edge: string | undefined
  own: boolean
  params: Record<string, string>
}

/** Edges whose POST puts something before readers: where an answer may get lost after the work. */
const creating = new Set(['media_publish', 'feed', 'videos', 'comments'])
const edges = new Set([...creating, 'media', 'photos', 'content_publishing_limit', 'insights'])

/** undefined: about neither. */
export async function answerPublishing(
  world: MetaWorld,
  account: string,
  { request, url, node, edge }: Asked,
  own: boolean,
): Promise<Response | undefined> {
  if (edge !== undefined && !edges.has(edge)) return undefined
  const level = url.searchParams.get('fields') === 'followers_count'
  if (edge === undefined && ((own && !level) || request.method !== 'GET')) return undefined
  const { faults } = world
  const path = `${request.method} /${node}/${edge ?? ''}`
  const then = faults.onCall(account, path)
  if (then === 'server_error')
    return graphError(2, 'Service temporarily unavailable', { status: 500, transient: true })
  if (then === 'expire_token') return expired()
  if (then === 'rate_limit') return graphError(613, 'Calls to this api have exceeded the rate limit.')
  const slow = faults.take(account, 'delay')
  if (slow) await new Promise((resolve) => setTimeout(resolve, slow.ms))
  const refused = refuseByFault(faults, account)
  if (refused) return refused
  const mayLose = level || edge === 'insights' || (request.method === 'POST' && creating.has(edge ?? ''))
  const lost = then === 'drop_answer' || (mayLose && faults.take(account, 'drop_answer') !== undefined)
  const params = { ...Object.fromEntries(url.searchParams), ...(await readParams(request)) }
  const call: PublishCall = { method: request.method, node, edge, own, params }
  const answer =
    world.flavour === 'instagram'
      ? await answerInstagram(world, account, call)
      : await answerPage(world, account, call)
  return answer && lost ? dropConnection() : answer
}

async function readParams(request: Request): Promise<Record<string, string>> {
  if (request.method !== 'POST') return {}
  const type = request.headers.get('content-type') ?? ''
  if (type.includes('form')) {
    const form = await request.formData()
    return Object.fromEntries(
      [...form].map(([name, value]) => [
        name,
        typeof value === 'string' ? value : `file:${value.type}:${value.size}`,
      ]),
    )
  }
  const text = await request.text()
  const body: unknown = text === '' ? {} : exactJson(text)
  return Object.fromEntries(
    Object.entries(Object(body) as object).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}
