import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** A key of `ENCRYPTION_KEYS`: 32 bytes under an id that sealed texts carry. */
export interface SecretKey {
  id: string
  bytes: Buffer
}

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16

/** `id:base64(32 bytes)[,id2:…]`. Throws with the fault, never with a key. */
export function parseKeys(env: string): SecretKey[] {
  const keys = env.split(',').map((part, index) => {
    const [, id, encoded] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]+=*)\s*$/.exec(part) ?? []
    const bytes = Buffer.from(encoded ?? '', 'base64')
    if (id === undefined || bytes.length !== keyBytes) {
      throw new Error(`Key ${index + 1} of ENCRYPTION_KEYS is not an id, a colon and 32 bytes in base64.`)
    }
    return { id, bytes }
  })
  if (new Set(keys.map((key) => key.id)).size !== keys.length) {
    throw new Error('Two keys of ENCRYPTION_KEYS have the same id.')
  }
  return keys
}

/** A fresh key in the form that `ENCRYPTION_KEYS` takes. */
export const newKey = (id = `k${randomBytes(4).toString('hex')}`) =>
  `${id}:${randomBytes(keyBytes).toString('base64')}`

/** SHA-256 in base64url: how tokens of ours are stored. For random tokens only, never for passwords. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')

export type Secrets = ReturnType<typeof makeSecrets>

/**
 * Seals credentials and signs links. The first key seals and signs; every key opens and verifies, so that a
 * key is rotated by putting a new one in front.
 *
 * @example secrets.open(secrets.seal(token, `channel:${id}`), `channel:${id}`)
 */
export function makeSecrets(options: { keys: readonly SecretKey[] }) {
  const [first] = options.keys
  if (!first) throw new Error('At least one encryption key is needed.')
  const current = first
  const keys = new Map(options.keys.map((key) => [key.id, key]))
  const derived = new Map<string, Buffer>()

  /** A key of its own for each use, so that what one use gives away says nothing about another. */
  function derive(key: SecretKey, purpose: string): Buffer {
    const name = `${key.id} ${purpose}`
    const known = derived.get(name)
    if (known) return known
    const made = Buffer.from(hkdfSync('sha256', key.bytes, '', purpose, keyBytes))
    derived.set(name, made)
    return made
  }

  /** `aad` says where the text belongs (table and row): a sealed text moved elsewhere does not open. */
  function seal(plaintext: string, aad: string): string {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', derive(current, 'seal'), iv, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(aad))
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
    return `v1.${current.id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
  }

  function open(sealed: string, aad: string): string {
    const [version, id, encoded] = sealed.split('.')
    if (version !== 'v1' || id === undefined || encoded === undefined) {
      throw new Error('This is not a sealed secret.')
    }
    const key = keys.get(id)
    if (!key) throw new Error(`The secret was sealed with key ${id}, which ENCRYPTION_KEYS does not hold.`)
    const bytes = Buffer.from(encoded, 'base64url')
    try {
      const decipher = createDecipheriv('aes-256-gcm', derive(key, 'seal'), bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(aad))
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw new Error('The secret was changed, or belongs elsewhere.', { cause })
    }
  }

  const mac = (key: SecretKey, purpose: string, text: string) =>
    createHmac('sha256', derive(key, `sign ${purpose}`))
      .update(text)
      .digest()

  return {
    seal,
    open,
    /** True when another key than the first sealed it. */
    needsRotation: (sealed: string) => !sealed.startsWith(`v1.${current.id}.`),
    hash: hashToken,
    /** `purpose` is a constant of the code; a signature for one purpose is none for another. */
    sign: (purpose: string, text: string) => mac(current, purpose, text).toString('base64url'),
    verify(purpose: string, text: string, signature: string): boolean {
      const given = Buffer.from(signature, 'base64url')
      return options.keys.some((key) => {
        const expected = mac(key, purpose, text)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
