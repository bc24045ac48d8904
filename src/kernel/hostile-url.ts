/**
 * Decides whether an address that came from outside (a payload, a user, a redirect) may be fetched.
 * The check of a name happens in the connection's own lookup, so that the address that was checked is
 * the address that is dialled: a second answer of the DNS has no say (rebinding).
 */
import { lookup as dnsLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

export interface ResolvedAddress {
  address: string
  family: number
}

/** Resolves a host name to all of its addresses. Tests give their own. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export class BlockedUrlError extends Error {
  override name = 'BlockedUrlError'
  readonly code = 'EBLOCKED'
}

/** Public by its range, but answered inside a cloud by the host's own agent (Azure's WireServer). */
const metadataAddresses = new Set(['168.63.129.16'])
const allowedPorts = new Set(['', '80', '443', '8443'])
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** True for a public unicast address only; anything that embeds or tunnels to an IPv4 address is not one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast' || metadataAddresses.has(parsed.toString())) return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast)
}

/** `hosts` entries are exact names, or `*.example.com` for every name below (not the name itself). */
export function matchesHost(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host))
}

/** Everything that can be said of a URL without asking the DNS. Throws `BlockedUrlError`. */
export function checkHostileUrl(url: URL, hosts?: readonly string[]): void {
  if (url.protocol !== 'https:') throw new BlockedUrlError('only https addresses may be fetched')
  if (url.username !== '' || url.password !== '') {
    throw new BlockedUrlError('an address with a user name or password is refused')
  }
  if (!allowedPorts.has(url.port)) throw new BlockedUrlError(`port ${url.port} is refused`)
  if (url.hostname === '' || url.hostname.endsWith('.')) {
    throw new BlockedUrlError('a host name that is empty or ends with a dot is refused')
  }
  if (hosts && !matchesHost(url.hostname, hosts)) {
    throw new BlockedUrlError(`${url.hostname} is not a host this content comes from`)
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw new BlockedUrlError('the address is not public')
}

async function resolvePublic(hostname: string, resolve: Resolve): Promise<ResolvedAddress[]> {
  const addresses = await resolve(hostname)
  if (addresses.length === 0) throw new BlockedUrlError(`${hostname} has no address`)
  // One private address among public ones is refused as well: the dialler may pick any of them.
  if (!addresses.every(({ address }) => isPublicAddress(address))) {
    throw new BlockedUrlError(`${hostname} does not point to a public address`)
  }
  return addresses
}

export const resolveByDns: Resolve = (hostname) => dnsLookup(hostname, { all: true })

/** The `lookup` of a socket: resolves once, refuses what is not public, hands on only what it checked. */
export function publicLookup(resolve: Resolve = resolveByDns): LookupFunction {
  return (hostname, options, callback) => {
    resolvePublic(hostname, resolve).then(
      (addresses) => {
        const [first] = addresses
        if (options.all) callback(null, addresses)
        else if (first) callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }
}

/** Throws `BlockedUrlError` for anything but http and https. The error does not repeat the text. */
export function parseWebUrl(raw: string, base?: URL): URL {
  const url = URL.parse(raw, base?.href)
  if (!url) throw new BlockedUrlError('this is not an address')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BlockedUrlError('only web addresses may be fetched')
  }
  return url
}
