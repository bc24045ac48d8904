import {
  ConnectorError,
  type ChannelIo,
  type ConnectedAccount,
  type ConnectorIo,
  type HealthCheck,
} from '#contracts/connector.ts'
import {
  checkPermissions,
  checkSecret,
  checkSubscription,
  checkToken,
  pageFields,
  subscribe,
  unsubscribe,
} from '../_meta/account.ts'
import { callGraph } from '../_meta/graph.ts'
import { graphOf, loginOf, reach } from './client.ts'
import { facebookScopes, instagramFields, instagramUser, pageWithInstagram } from './schema.ts'

export async function connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const token = (input['token'] ?? '').trim()
  return loginOf(token) === 'facebook' ? connectByPage(io, token) : connectDirectly(io, token)
}

async function connectDirectly(io: ConnectorIo, token: string): Promise<ConnectedAccount> {
  const found = await callGraph(io, graphOf(io, 'instagram', token), 'me', {
    query: { fields: 'user_id,username,name' },
    schema: instagramUser,
  })
  const { user_id: externalId, username } = found
  const settings = { login: 'instagram', username }
  return { externalId, name: `@${username}`, credentials: { token }, settings }
}

async function connectByPage(io: ConnectorIo, token: string): Promise<ConnectedAccount> {
  const page = await callGraph(io, graphOf(io, 'facebook', token), 'me', {
    query: { fields: 'id,name,instagram_business_account{id,username}' },
    schema: pageWithInstagram,
  })
  const account = page.instagram_business_account
  if (!account) {
    const message = `No professional Instagram account is linked to ${page.name}. Link one in the Page's settings.`
    throw new ConnectorError('not_found', message)
  }
  return {
    externalId: account.id,
    name: account.username === undefined ? page.name : `@${account.username}`,
    credentials: { token },
    settings: {
      login: 'facebook',
      pageId: page.id,
      ...(account.username ? { username: account.username } : {}),
    },
  }
}

export async function activate(io: ChannelIo): Promise<void> {
  const { graph, node, login } = reach(io)
  await subscribe(io, graph, node, login === 'facebook' ? pageFields : instagramFields)
}

export async function deactivate(io: ChannelIo): Promise<void> {
  const { graph, node, login } = reach(io)
  // The Page's subscription also serves its Messenger channel, which would fall silent.
  if (login === 'instagram') await unsubscribe(io, graph, node)
}

export async function health(io: ChannelIo): Promise<HealthCheck[]> {
  const { graph, node, login } = reach(io)
  const byPage = login === 'facebook'
  const [token, delivery, permissions] = await Promise.all([
    checkToken(io, graph, byPage ? 'name' : 'username'),
    checkSubscription(io, graph, node),
    byPage ? checkPermissions(io, graph, facebookScopes) : [],
  ])
  const secrets = byPage ? ['META_APP_SECRET'] : ['INSTAGRAM_APP_SECRET', 'META_APP_SECRET']
  return [token, checkSecret(io, secrets), delivery, ...permissions]
}
