import { expect, test } from 'vitest'
import {
  BlockedUrlError,
  checkHostileUrl,
  isPublicAddress,
  matchesHost,
  parseWebUrl,
  publicLookup,
} from './hostile-url.ts'

test.each(['8.8.8.8', '157.240.1.1', '2606:4700:4700::1111', '2a03:2880:f10d:83:face:b00c:0:25de'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback, elsewhere', '127.8.9.1'],
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['Alibaba metadata', '100.100.100.200'],
  ['cloud metadata', '169.254.169.254'],
  ['Azure host agent', '168.63.129.16'],
  ['Oracle metadata', '192.0.0.192'],
  ['benchmarking', '198.18.0.1'],
  ['documentation', '203.0.113.7'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['v6 loopback', '::1'],
  ['v6 unspecified', '::'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-compatible', '::7f00:1'],
  ['IPv4-translated', '::ffff:0:7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64, local', '64:ff9b:1::7f00:1'],
  ['6to4', '2002:7f00:1::'],
  ['Teredo', '2001:0:7f00:1::'],
  ['v6 link-local', 'fe80::1'],
  ['v6 link-local with a zone', 'fe80::1%eth0'],
  ['unique local', 'fd00:ec2::254'],
  ['site-local', 'fec0::1'],
  ['v6 multicast', 'ff02::1'],
  ['v6 documentation', '2001:db8::1'],
  ['no address', 'example.com'],
])('%s %s is not public', (_kind, address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://0x7f.0.0.1/',
  'https://0x7f000001/',
  'https://127.1/',
  'https://127.0.0.1./',
  'https://①②⑦.⓪.⓪.①/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::1]/',
  'https://[64:ff9b::10.0.0.1]/',
  'https://0.0.0.0/',
  'https://0/',
  'https://169.254.169.254/latest/meta-data/',
  'https://localhost./',
  'https://example.com./',
  'https://user:pass@example.com/',
  'https://user@example.com/',
  'https://:pass@example.com/',
  'https://example.com:22/',
  'https://example.com:6379/',
  'http://example.com/',
])('refuses %s', (url) => {
  expect(() => checkHostileUrl(parseWebUrl(url))).toThrow(BlockedUrlError)
})

test.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 'gopher://x/', 'nonsense', ''])(
  'is no web address: %s',
  (url) => {
    expect(() => parseWebUrl(url)).toThrow(BlockedUrlError)
  },
)

test.each([
  'https://example.com/a?b=c',
  'https://example.com:8443/',
  'https://8.8.8.8/',
  'https://[2606:4700::1]/',
])('accepts %s', (url) => {
  expect(() => checkHostileUrl(parseWebUrl(url))).not.toThrow()
})

test('an allow-list takes exact names and names below, and nothing that only looks like them', () => {
  const hosts = ['cdn.example.com', '*.fbcdn.net']
  expect(
    ['cdn.example.com', 'scontent.fbcdn.net', 'a.b.fbcdn.net'].every((host) => matchesHost(host, hosts)),
  ).toBe(true)
  for (const host of ['fbcdn.net', 'evilfbcdn.net', 'x.cdn.example.com', 'fbcdn.net.evil.com']) {
    expect(matchesHost(host, hosts), host).toBe(false)
    expect(() => checkHostileUrl(new URL(`https://${host}/`), hosts)).toThrow(BlockedUrlError)
  }
})

test('a name is asked for once, and only what was checked is handed to the dialler', async () => {
  const answers = [
    [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ],
    [{ address: '127.0.0.1', family: 4 }],
  ]
  let asked = 0
  const lookup = publicLookup(() => Promise.resolve(answers[asked++] ?? []))
  const ask = (all: boolean) =>
    new Promise((resolve) => {
      lookup('rebind.example', { all }, (error, address) => resolve(error ?? address))
    })
  expect(await ask(true)).toEqual(answers[0])
  expect(asked).toBe(1)
  expect(await ask(true)).toBeInstanceOf(BlockedUrlError)
  asked = 0
  expect(await ask(false)).toBe('8.8.8.8')
})

test('a name without an address is refused', async () => {
  const lookup = publicLookup(() => Promise.resolve([]))
  const error = await new Promise((resolve) => lookup('empty.example', {}, resolve))
  expect(error).toBeInstanceOf(BlockedUrlError)
})
