import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo, ConnectedAccount, ConnectorIo, HealthCheck } from '#contracts/connector.ts'
import { vendorId } from '#contracts/exact-json.ts'
import { checkPermissions, checkToken } from '../_meta/account.ts'
import { callGraph } from '../_meta/graph.ts'
import { graphOf, graphOfChannel } from './client.ts'

const page = z.object({ id: vendorId, name: z.string() })
const longLived = z.object({ access_token: z.string() })
const pages = z.object({
  data: z.array(z.object({ id: vendorId, name: z.string(), access_token: z.string() })),
})
const scopes = ['pages_manage_posts', 'pages_read_engagement']

/**
 * Takes the token of a Page as it is. A person's token is made long-lived first, and gives the token of their
 * Page, which does not end by date. Source: Meta's access token documentation.
 */
export async function connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const token = (input['token'] ?? '').trim()
  const query = { fields: 'id,name,category' }
  const found = await callGraph(io, graphOf(io, token), 'me', { query, schema: page }).catch(
    (error: unknown) => {
      // Only a Page has a category: asking a person for one fails, and so tells the kind of token.
      if (error instanceof ConnectorError && error.vendorCode === '100') return undefined
      throw error
    },
  )
  if (found) return account(found, token)
  const chosen = await pageOfPerson(io, token, (input['page'] ?? '').trim())
  return account(chosen, chosen.access_token)
}

const account = ({ id, name }: { id: string; name: string }, token: string): ConnectedAccount => ({
  externalId: id,
  name,
  credentials: { token },
  settings: {},
})

async function pageOfPerson(io: ConnectorIo, token: string, wanted: string) {
  const { META_APP_ID: id, META_APP_SECRET: secret } = io.env
  if (!id || !secret)
    throw new ConnectorError(
      'rejected',
      'This is a person’s token. Set META_APP_ID and META_APP_SECRET so that it can be exchanged, or paste the token of the Page.',
    )
  const noProof = { ...graphOf(io, token), appSecret: undefined }
  const { access_token: long } = await callGraph(io, noProof, 'oauth/access_token', {
    query: {
      grant_type: 'fb_exchange_token',
      client_id: id,
      client_secret: secret,
      fb_exchange_token: token,
    },
    schema: longLived,
  })
  const { data } = await callGraph(io, graphOf(io, long), 'me/accounts', {
    query: { fields: 'id,name,access_token' },
    schema: pages,
  })
  const named = data.find((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase())
  const only = wanted === '' && data.length === 1 ? data[0] : named
  if (only) return only
  const names = data.map((one) => one.name).join(', ')
  throw new ConnectorError(
    'not_found',
    data.length === 0
      ? 'This person manages no Page. Ask for the right to manage it, then try again.'
      : `Say which Page it is: ${names}.`,
  )
}

export async function health(io: ChannelIo): Promise<HealthCheck[]> {
  const graph = graphOfChannel(io)
  const [token, permissions] = await Promise.all([
    checkToken(io, graph, 'name'),
    checkPermissions(io, graph, scopes),
  ])
  return [token, ...permissions]
}
