import {
  ConnectorError,
  type ChannelIo,
  type ConnectedAccount,
  type ConnectorIo,
  type HealthCheck,
} from '#contracts/connector.ts'
import { checkPermissions, checkSecret, checkSubscription, checkToken } from '../_meta/account.ts'
import { callGraph } from '../_meta/graph.ts'
import { graphOf, graphOfChannel } from './client.ts'
import { page, pageScopes } from './schema.ts'

export async function connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const token = (input['token'] ?? '').trim()
  // Only a Page has a category: asking a person for one fails, and so names the wrong kind of token.
  const query = { fields: 'id,name,category' }
  const found = await callGraph(io, graphOf(io, token), 'me', { query, schema: page }).catch(
    (error: unknown) => {
      if (!(error instanceof ConnectorError) || error.vendorCode !== '100') throw error
      const message =
        'This is not the token of a Page. Choose the Page in the token tool, then copy its token.'
      throw new ConnectorError('rejected', message, { cause: error })
    },
  )
  return { externalId: found.id, name: found.name, credentials: { token }, settings: {} }
}

export async function health(io: ChannelIo): Promise<HealthCheck[]> {
  const graph = graphOfChannel(io)
  const [token, delivery, permissions] = await Promise.all([
    checkToken(io, graph, 'name'),
    checkSubscription(io, graph, io.channel.externalId),
    checkPermissions(io, graph, pageScopes),
  ])
  return [token, checkSecret(io, ['META_APP_SECRET']), delivery, ...permissions]
}
