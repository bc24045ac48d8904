import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { checkStorageKey, type Storage } from './storage.ts'

/**
 * Under `dir`: `<key>.bin` and, beside it, `<key>.mime`. Keys hold no dot, so neither can be the name of
 * another key. For one machine; many processes on several need a bucket.
 */
export function makeDiskStorage(dir: string): Storage {
  const pathOf = (key: string) => {
    checkStorageKey(key)
    return join(dir, ...key.split('/'))
  }

  return {
    async put(key, bytes, { mime }) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeWhole(`${path}.mime`, mime)
      // Last, for a file is there when its bytes are.
      await writeWhole(`${path}.bin`, bytes)
    },
    async putFile(key, from, { mime }) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeWhole(`${path}.mime`, mime)
      await copyWhole(from, `${path}.bin`)
    },
    async range(key, from, to) {
      const file = await unlessMissing(open(`${pathOf(key)}.bin`, 'r'))
      if (file === undefined) return undefined
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, to - from)), 0, null, from)
        return new Uint8Array(buffer.buffer, buffer.byteOffset, bytesRead)
      } finally {
        await file.close()
      }
    },
    async get(key) {
      const path = pathOf(key)
      const bytes = await unlessMissing(readFile(`${path}.bin`))
      const mime = await unlessMissing(readFile(`${path}.mime`, 'utf8'))
      return bytes === undefined || mime === undefined ? undefined : { bytes, mime }
    },
    async stream(key) {
      const path = pathOf(key)
      const found = await unlessMissing(stat(`${path}.bin`))
      const mime = await unlessMissing(readFile(`${path}.mime`, 'utf8'))
      if (found === undefined || mime === undefined) return undefined
      const stream = Readable.toWeb(createReadStream(`${path}.bin`)) as ReadableStream<Uint8Array>
      return { stream, mime, size: found.size }
    },
    async delete(key) {
      const path = pathOf(key)
      await rm(`${path}.bin`, { force: true })
      await rm(`${path}.mime`, { force: true })
    },
  }
}

/** Readers see the old file or the new one, also after a power cut. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** A copy, for the two may be on different disks; it gets its name when it is whole. */
async function copyWhole(from: string, path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`
  try {
    await copyFile(from, draft)
    const file = await open(draft, 'r+')
    try {
      await file.chmod(0o600)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
