import { expect, test } from 'vitest'
import { makeSecrets, newKey, parseKeys } from './secrets.ts'

const old = newKey('old')
const fresh = newKey('new')
const before = makeSecrets({ keys: parseKeys(old) })
const after = makeSecrets({ keys: parseKeys(`${fresh},${old}`) })

test('opens what it sealed, never the same twice', () => {
  const sealed = before.seal('EAAB… токен', 'channel:1')
  expect(sealed).toMatch(/^v1\.old\.[\w-]+$/)
  expect(sealed).not.toBe(before.seal('EAAB… токен', 'channel:1'))
  expect(before.open(sealed, 'channel:1')).toBe('EAAB… токен')
  expect(before.open(before.seal('', 'x'), 'x')).toBe('')
})

test('a secret does not open in another place, when changed, or cut', () => {
  const sealed = before.seal('token', 'channel:1')
  expect(() => before.open(sealed, 'channel:2')).toThrow('belongs elsewhere')
  const [version, id, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => before.open(`${version}.${id}.${changed.toString('base64url')}`, 'channel:1')).toThrow()
  }
  for (const cut of [0, 5, 12, 20, 28]) {
    expect(() => before.open(`v1.old.${bytes.subarray(0, cut).toString('base64url')}`, 'channel:1')).toThrow()
  }
  expect(() => before.open('plain', 'channel:1')).toThrow('not a sealed secret')
})

test('an old key still opens, and asks for rotation', () => {
  const sealed = before.seal('token', 'a')
  expect(after.open(sealed, 'a')).toBe('token')
  expect(after.needsRotation(sealed)).toBe(true)
  expect(after.needsRotation(after.seal('token', 'a'))).toBe(false)
  expect(() => before.open(after.seal('token', 'a'), 'a')).toThrow('key new')
})

test('a signature holds for its purpose and text, also after a rotation', () => {
  const signature = before.sign('media', 'file-1')
  expect(before.verify('media', 'file-1', signature)).toBe(true)
  expect(after.verify('media', 'file-1', signature)).toBe(true)
  expect(before.verify('media', 'file-2', signature)).toBe(false)
  expect(before.verify('webchat', 'file-1', signature)).toBe(false)
  expect(before.verify('media', 'file-1', '')).toBe(false)
  expect(before.verify('media', 'file-1', after.sign('media', 'file-1'))).toBe(false)
})

test('hashes tokens', () => {
  expect(before.hash('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
})

test.each(['', 'id', 'id:', ':AAAA', 'id:c2hvcnQ=', `${old},`, `${old},${old}`, `a b:${old.slice(4)}`])(
  'refuses keys that are not keys, without repeating them: %s',
  (env) => {
    let message = ''
    try {
      parseKeys(env)
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('ENCRYPTION_KEYS')
    expect(message).not.toContain(old.slice(4))
  },
)
