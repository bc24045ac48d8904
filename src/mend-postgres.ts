import { registerHooks } from 'node:module'

/**
 * postgres.js 3.4.9 writes to a socket that is gone when the server cuts a reserved connection, and the error,
 * thrown from a timer, ends the whole process (porsager/postgres#1208). This settles the query instead, as the
 * package does elsewhere. A version whose text differs is left as it is. Register before `postgres` is loaded.
 */
const broken = '    const x = socket.write(chunk, fn)'
const mended = `    if (socket === null) {
      nextWriteTimer !== null && clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
${broken}`

export function mendPostgres(source: string): string {
  return source.replace(broken, mended)
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (!url.endsWith('/postgres/src/connection.js') || !loaded.source) return loaded
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()
    return { ...loaded, source: mendPostgres(source) }
  },
})
