import { randomBytes, randomUUID } from 'node:crypto'
import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo, ConnectedAccount, ConnectorIo, HealthCheck } from '#contracts/connector.ts'

const defaultAccent = '#0f766e'
const longestGreeting = 500

/** There is no vendor to ask: the form is checked, and the account and its secret are made here. */
export async function connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const name = (input['name'] ?? '').trim().slice(0, 80)
  if (name === '') throw refuse('Give the chat a name; visitors see it at the top.')
  const accent = (input['accent'] ?? '').trim() || defaultAccent
  if (!/^#[0-9a-f]{6}$/i.test(accent)) throw refuse('Write the colour as six hex digits, e.g. #0f766e.')
  // Only a sandbox may choose: a chosen id could be somebody else's, a chosen secret could be known.
  const given = io.trust === 'sandbox' ? input : {}
  return {
    externalId: given['account'] ?? `wc_${randomUUID()}`,
    name,
    credentials: { identitySecret: given['identitySecret'] ?? randomBytes(32).toString('base64url') },
    settings: {
      origins: readOrigins(input['origins'] ?? ''),
      greeting: (input['greeting'] ?? '').trim().slice(0, longestGreeting),
      accent: accent.toLowerCase(),
      requireIdentity: /^(true|on|1)$/.test(input['requireIdentity'] ?? ''),
    },
  }
}

const refuse = (message: string) => new ConnectorError('rejected', message)

/** One per line. An address with a path is taken as its origin; anything else is refused with its words. */
export function readOrigins(lines: string): string[] {
  const wanted = lines
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return [...new Set(wanted.map(readOrigin))]
}

function readOrigin(line: string): string {
  const address = URL.parse(line.includes('://') ? line : `https://${line}`)
  const isHost = address !== null && /^([a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(address.hostname)
  if (!isHost || !/^https?:$/.test(address.protocol) || address.username !== '') {
    throw refuse(`"${line.slice(0, 100)}" is not the address of a website. Write e.g. https://shop.example.`)
  }
  return address.origin
}

export function health(io: ChannelIo): Promise<HealthCheck[]> {
  const { origins, requireIdentity } = io.channel.settings
  const listed = Array.isArray(origins) ? origins.map(String) : []
  return Promise.resolve([
    {
      name: 'Websites',
      ok: listed.length > 0,
      detail:
        listed.length > 0
          ? `The chat opens on ${listed.join(', ')}.`
          : 'No website is listed, so the chat opens only on this server itself. Add your website.',
    },
    {
      name: 'Visitors',
      ok: true,
      detail:
        requireIdentity === true
          ? 'Only visitors whom your website has signed in may write.'
          : 'Everybody may write; visitors whom your website has signed in are marked as verified.',
    },
  ])
}
