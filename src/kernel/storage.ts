import { assert } from './assert.ts'

export interface StoredFile {
  bytes: Uint8Array
  mime: string
}

export interface StoredStream {
  stream: ReadableStream<Uint8Array>
  mime: string
  /** Bytes, when known. */
  size?: number
}

/**
 * Files by key. A key is made by our code (`<org id>/media/<id>`), in lower case, and is the same on
 * a disk and in a bucket. A key that is not there is `undefined`; to delete it is no error.
 */
export interface Storage {
  put(key: string, bytes: Uint8Array, options: { mime: string }): Promise<void>
  /** Copies the file at `path`: for what is too large to hold. */
  putFile(key: string, path: string, options: { mime: string }): Promise<void>
  get(key: string): Promise<StoredFile | undefined>
  /** From `from` up to and without `to`; fewer bytes where the file ends. */
  range(key: string, from: number, to: number): Promise<Uint8Array | undefined>
  stream(key: string): Promise<StoredStream | undefined>
  delete(key: string): Promise<void>
}

/** Throws for a key that could leave its place: dots, empty parts, upper case. */
export function checkStorageKey(key: string): void {
  assert(/^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/.test(key) && key.length <= 400, 'a storage key of [a-z0-9_-] parts')
}
