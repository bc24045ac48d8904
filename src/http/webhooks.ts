import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { Connector, ConnectorIo } from '#contracts/connector.ts'
import type { HttpEnv } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { makeConnectorIo } from '#kernel/connector-io.ts'
import { readCapped } from './body.ts'
import type { Server } from './server.ts'

const maxBytes = 1024 * 1024

interface Target {
  connector: Connector
  route: string
  io: ConnectorIo & { credentials?: Record<string, string> }
}

/**
 * `/webhooks/<connector>` (the app's URL), `/webhooks/<connector>/sandbox`, `/webhooks/<connector>/<channel>`.
 * Verified over the raw bytes, stored with its job in one commit, then 200. What it means is found out later.
 */
export function mountWebhooks(server: Server, app: App): void {
  const received = app.telemetry.counter('webhooks_total', 'Deliveries of platforms', [
    'connector',
    'outcome',
  ])

  server.get('/webhooks/:connector/:route?', async (c) => {
    const target = await findTarget(app, c)
    const challenge = target?.connector.webhook?.challenge?.(target.io, new URL(c.req.url).searchParams)
    return challenge === undefined ? c.text('Refused', 403) : c.text(challenge)
  })

  server.post('/webhooks/:connector/:route?', async (c) => {
    const target = await findTarget(app, c)
    if (!target) return c.text('No such address', 404)
    const { connector, route, io } = target
    const body = await readCapped(c.req.raw, maxBytes)
    if (!body) return tell('too_large', c.text('Larger than 1 MiB', 413))
    const { headers } = c.req.raw
    if (!connector.webhook?.verify(io, { headers, body }))
      return tell('refused', c.text('Signature is wrong', 401))
    const key =
      connector.webhook.key?.(headers, body) ?? createHash('sha256').update(body).digest('base64url')
    const stored = await app.ingest.store({ connector: connector.id, route, key, body })
    return tell(stored ? 'stored' : 'duplicate', c.text('OK'))

    function tell(outcome: string, response: Response): Response {
      received.inc({ connector: connector.id, outcome })
      return response
    }
  })
}

async function findTarget(app: App, c: Context<HttpEnv>): Promise<Target | undefined> {
  const connector = app.connectors.get(c.req.param('connector') ?? '')
  if (!connector?.webhook) return undefined
  const route = c.req.param('route') ?? ''
  if (connector.webhook.route === 'app') {
    if (route === 'sandbox') {
      return app.sandbox ? { connector, route, io: makeConnectorIo(app, connector, true) } : undefined
    }
    return route === '' ? { connector, route, io: makeConnectorIo(app, connector, false) } : undefined
  }
  const channel = await findChannel(app, connector.id, route)
  if (!channel) return undefined
  return {
    connector,
    route,
    io: { ...makeConnectorIo(app, connector, channel.sandbox), credentials: channel.credentials },
  }
}

async function findChannel(app: App, connector: string, channelId: string) {
  for (const feature of app.features.values()) {
    const channel = await feature.channelForWebhook?.(app, connector, channelId)
    if (channel) return channel
  }
  return undefined
}
