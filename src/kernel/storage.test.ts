import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsV4Signer } from 'aws4fetch'
import { afterAll, describe, expect, test } from 'vitest'
import { makeDiskStorage } from './disk-storage.ts'
import { makeS3Storage } from './s3-storage.ts'

const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops) await stop()
})

const credentials = { region: 'eu-x-1', accessKeyId: 'AKIDTEST', secretAccessKey: 'very-secret' }

/** A bucket in memory that refuses what is not signed with the right key. */
async function startS3(): Promise<string> {
  const objects = new Map<string, { bytes: Buffer; mime: string }>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = `http://${request.headers.host}${request.url}`
    const datetime = String(request.headers['x-amz-date'])
    const hash = String(request.headers['x-amz-content-sha256'])
    const signer = new AwsV4Signer({
      ...credentials,
      method: request.method ?? '',
      url,
      service: 's3',
      datetime,
      headers: { 'x-amz-content-sha256': hash },
    })
    const path = request.url ?? ''
    if (request.headers.authorization !== (await signer.authHeader())) {
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    } else if (!path.startsWith('/bucket/')) {
      response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>')
    } else if (request.method === 'PUT') {
      objects.set(path, { bytes: Buffer.concat(chunks), mime: request.headers['content-type'] ?? '' })
      response.end()
    } else if (request.method === 'DELETE') {
      objects.delete(path)
      response.writeHead(204).end()
    } else {
      const found = objects.get(path)
      const headers = { 'content-type': found?.mime, 'content-length': found?.bytes.length }
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
      if (found && from !== undefined) {
        if (Number(from) >= found.bytes.length) response.writeHead(416).end('<Error/>')
        else response.writeHead(206).end(found.bytes.subarray(Number(from), Number(to) + 1))
      } else if (found) response.writeHead(200, headers).end(found.bytes)
      else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function makeDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'storage-'))
  stops.push(() => rm(dir, { recursive: true }))
  return dir
}

const makers = {
  disk: async () => makeDiskStorage(await makeDir()),
  s3: async () => makeS3Storage({ ...credentials, endpoint: `${await startS3()}/`, bucket: 'bucket' }),
}

describe.each(Object.entries(makers))('%s', (_name, make) => {
  const bytes = new Uint8Array([0, 1, 255, 13, 10])

  test('takes a file from the disk, and gives parts of it', async () => {
    const storage = await make()
    const path = join(await makeDir(), 'film')
    await writeFile(path, Buffer.from('0123456789'))
    await storage.putFile('org/film', path, { mime: 'video/mp4' })
    const found = await storage.get('org/film')
    expect([Buffer.from(found?.bytes ?? []).toString(), found?.mime]).toEqual(['0123456789', 'video/mp4'])
    const part = async (from: number, to: number) =>
      Buffer.from((await storage.range('org/film', from, to)) ?? []).toString()
    expect(await part(2, 5)).toBe('234')
    expect(await part(8, 99)).toBe('89')
    expect(await part(10, 20)).toBe('')
    expect(await part(4, 4)).toBe('')
    expect(await storage.range('none', 0, 1)).toBeUndefined()
  })

  test('keeps bytes and type, and takes new ones', async () => {
    const storage = await make()
    await storage.put('org/media/a', bytes, { mime: 'image/png' })
    const found = await storage.get('org/media/a')
    expect([...(found?.bytes ?? [])]).toEqual([...bytes])
    expect(found?.mime).toBe('image/png')
    await storage.put('org/media/a', new Uint8Array([7]), { mime: 'text/plain' })
    const changed = await storage.get('org/media/a')
    expect([[...(changed?.bytes ?? [])], changed?.mime]).toEqual([[7], 'text/plain'])
  })

  test('streams', async () => {
    const storage = await make()
    const large = new Uint8Array(300_000).fill(9)
    await storage.put('large', large, { mime: 'video/mp4' })
    const found = await storage.stream('large')
    expect(found).toMatchObject({ mime: 'video/mp4', size: large.length })
    const read = new Uint8Array(await new Response(found?.stream ?? null).arrayBuffer())
    expect(Buffer.compare(read, large)).toBe(0)
    expect(await storage.stream('none')).toBeUndefined()
  })

  test('an absent file is undefined, also after delete, and may be deleted again', async () => {
    const storage = await make()
    expect(await storage.get('none/here')).toBeUndefined()
    await storage.put('a', bytes, { mime: 'image/png' })
    await storage.delete('a')
    await storage.delete('a')
    expect(await storage.get('a')).toBeUndefined()
  })

  test('one key may begin like another', async () => {
    const storage = await make()
    await storage.put('a', bytes, { mime: 'x/a' })
    await storage.put('a/b', bytes, { mime: 'x/b' })
    expect([(await storage.get('a'))?.mime, (await storage.get('a/b'))?.mime]).toEqual(['x/a', 'x/b'])
  })

  test.each([
    '',
    '/a',
    'a/',
    'a//b',
    '../a',
    'a/../b',
    'A',
    'a.b',
    'a\\b',
    'a\0',
    'ä',
    'a\n',
    'a'.repeat(500),
  ])('refuses the key %j', async (key) => {
    const storage = await make()
    await expect(storage.put(key, bytes, { mime: 'x/x' })).rejects.toThrow('storage key')
    await expect(storage.get(key)).rejects.toThrow('storage key')
    await expect(storage.delete(key)).rejects.toThrow('storage key')
  })
})

test('the disk holds no drafts after writes at the same time', async () => {
  const dir = await makeDir()
  const storage = makeDiskStorage(dir)
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => storage.put('a', new Uint8Array(50_000).fill(i), { mime: 'x/x' })),
  )
  expect((await readdir(dir)).sort()).toEqual(['a.bin', 'a.mime'])
  const bytes = (await storage.get('a'))?.bytes
  expect(bytes).toHaveLength(50_000)
  expect(new Set(bytes).size).toBe(1)
})

test('a bucket says what is wrong, without the secret', async () => {
  const endpoint = await startS3()
  const wrongKey = makeS3Storage({ ...credentials, endpoint, bucket: 'bucket', secretAccessKey: 'other' })
  await expect(wrongKey.get('a')).rejects.toThrow(
    'The file store answered 403 (SignatureDoesNotMatch) to GET a.',
  )
  const noBucket = makeS3Storage({ ...credentials, endpoint, bucket: 'gone' })
  await expect(noBucket.get('a')).rejects.toThrow('There is no bucket gone.')
  await expect(noBucket.put('a', new Uint8Array([1]), { mime: 'x/x' })).rejects.toThrow(
    'There is no bucket gone.',
  )
})
