import { BlockList, isIP } from 'node:net'

const nearby = new BlockList()
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  nearby.addSubnet(net, bits, 'ipv4')
}
nearby.addAddress('::1', 'ipv6')
nearby.addSubnet('fc00::', 7, 'ipv6')
nearby.addSubnet('fe80::', 10, 'ipv6')

/**
 * Where a request came from, to count tries by it. A peer in a private network is our proxy, so the last address
 * that it forwards is believed; what a peer on the internet says of itself is not. This machine itself has none:
 * tries from here are not counted.
 *
 * @param peer the other end of the socket.
 */
export function clientAddress(headers: Headers, peer: string | undefined): string | undefined {
  const direct = peer?.replace(/^::ffff:/, '')
  if (direct === undefined || !isNearby(direct)) return direct
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  const address = forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : direct
  return address === '::1' || address.startsWith('127.') ? undefined : address
}

const isNearby = (address: string) =>
  isIP(address) !== 0 && nearby.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
