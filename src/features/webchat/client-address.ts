import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import ipaddr from 'ipaddr.js'
import type { HttpEnv } from '#contracts/feature.ts'

/**
 * Who asks, for limits. Behind a proxy of ours (a private peer) the last address that it adds counts: what
 * stands before it is the visitor's own claim. A home has a whole /64 of IPv6, so that is one address.
 */
export function clientAddress(c: Context<HttpEnv>): string {
  const peer = peerOf(c)
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  const address = isPrivate(peer) && forwarded ? forwarded : peer
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  return parsed.kind() === 'ipv4'
    ? parsed.toString()
    : parsed.toNormalizedString().split(':').slice(0, 4).join(':')
}

function peerOf(c: Context<HttpEnv>): string {
  // Requests that are made within the process have no connection.
  const hasConnection = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env
  return hasConnection ? (getConnInfo(c).remote.address ?? '') : ''
}

const isPrivate = (address: string): boolean =>
  ipaddr.isValid(address) &&
  ['loopback', 'private', 'uniqueLocal', 'linkLocal'].includes(ipaddr.process(address).range())
