import { openAsBlob } from 'node:fs'
import { checkStorageKey, type Storage } from './storage.ts'

export interface S3Options {
  /** Like `https://s3.eu-central-1.amazonaws.com`; the bucket goes into the path. */
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  timeoutMs?: number
}

/** 512 MiB over a slow line. */
const largeTimeoutMs = 20 * 60_000

/** Any store that speaks S3 (AWS, R2, MinIO, Tigris …). */
export function makeS3Storage(options: S3Options): Storage {
  const base = `${options.endpoint.replace(/\/+$/, '')}/${encodeURIComponent(options.bucket)}`
  let client: ReturnType<typeof connect> | undefined

  async function connect() {
    const { AwsClient } = await import('aws4fetch')
    const { accessKeyId, secretAccessKey, region } = options
    return new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2 })
  }

  async function call(
    method: string,
    key: string,
    init: RequestInit = {},
    timeoutMs = options.timeoutMs ?? 60_000,
  ): Promise<Response> {
    checkStorageKey(key)
    client ??= connect()
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await (
      await client
    ).fetch(`${base}/${key}`, { ...init, method, signal, redirect: 'error' })
    // 416: a range behind the end, which holds nothing.
    if (response.status === 416) return new Response(null, { status: 206 })
    if (response.ok || response.status === 404) return response
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]
    throw new Error(
      `The file store answered ${response.status}${code ? ` (${code})` : ''} to ${method} ${key}.`,
    )
  }

  async function find(key: string, headers?: Record<string, string>): Promise<Response | undefined> {
    const response = await call('GET', key, headers ? { headers } : {})
    if (response.ok) return response
    // A bucket that is not there is a fault of the settings, not an absent file.
    if ((await response.text()).includes('NoSuchBucket'))
      throw new Error(`There is no bucket ${options.bucket}.`)
    return undefined
  }

  return {
    async put(key, bytes, { mime }) {
      const response = await call('PUT', key, {
        body: new Uint8Array(bytes),
        headers: { 'content-type': mime },
      })
      if (!response.ok) throw new Error(`There is no bucket ${options.bucket}.`)
      await response.body?.cancel()
    },
    async putFile(key, path, { mime }) {
      // Read as it is sent; a bucket wants to know the length, which a stream would not tell.
      const body = await openAsBlob(path)
      const response = await call('PUT', key, { body, headers: { 'content-type': mime } }, largeTimeoutMs)
      if (!response.ok) throw new Error(`There is no bucket ${options.bucket}.`)
      await response.body?.cancel()
    },
    async range(key, from, to) {
      if (to <= from) return new Uint8Array()
      const response = await find(key, { range: `bytes=${from}-${to - 1}` })
      if (!response) return undefined
      const bytes = new Uint8Array(await response.arrayBuffer())
      return response.status === 206 ? bytes : bytes.subarray(from, to)
    },
    async get(key) {
      const response = await find(key)
      return response && { bytes: new Uint8Array(await response.arrayBuffer()), mime: mimeOf(response) }
    },
    async stream(key) {
      const response = await find(key)
      if (!response?.body) return undefined
      const length = response.headers.get('content-length')
      return {
        stream: response.body,
        mime: mimeOf(response),
        ...(length === null ? {} : { size: Number(length) }),
      }
    },
    async delete(key) {
      const response = await call('DELETE', key)
      await response.body?.cancel()
    },
  }
}

const mimeOf = (response: Response) => response.headers.get('content-type') ?? 'application/octet-stream'
