import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const forwarded = (value: string) => new Headers({ 'x-forwarded-for': value })

test.each([
  ['a peer on the internet is itself, whatever it claims', '203.0.113.4', '198.51.100.1', '203.0.113.4'],
  ['a proxy beside us tells the last hop', '10.0.0.3', '1.2.3.4, 198.51.100.1', '198.51.100.1'],
  ['an IPv4 peer on an IPv6 socket', '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['an IPv6 proxy', 'fdaa::3', '2001:db8::7', '2001:db8::7'],
  ['nonsense is not believed', '10.0.0.3', 'unknown', '10.0.0.3'],
])('%s', (_what, peer, header, expected) => {
  expect(clientAddress(forwarded(header), peer)).toBe(expected)
})

test('without a socket, or from this machine itself, there is none', () => {
  expect(clientAddress(new Headers(), '127.0.0.1')).toBeUndefined()
  expect(clientAddress(forwarded('198.51.100.1'), undefined)).toBeUndefined()
})
