import type { ChannelIo, ConnectorIo } from '#contracts/connector.ts'
import type { Graph } from '../_meta/graph.ts'

export const graphOf = (io: Pick<ConnectorIo, 'env'>, token: string): Graph => ({
  vendor: 'Facebook',
  baseUrl: io.env['META_GRAPH_URL'] || 'https://graph.facebook.com',
  token,
  appSecret: io.env['META_APP_SECRET'],
})

export const graphOfChannel = (io: ChannelIo): Graph => graphOf(io, io.credentials['token'] ?? '')
