import { registerHooks } from 'node:module'

/**
 * Four faults of postgres.js 3.4.9 when the server cuts a connection (porsager/postgres#1208): a write to the socket
 * that is gone ends the whole process; a dead connection that was reserved goes back among the open ones, where it
 * fails for ever; one that was about to write when it was cut writes nothing any more when it is opened anew; and what is
 * asked between a reset and the end of the socket (the rollback after the statement that failed) is never answered. A
 * version whose text differs is left as it is. Register before `postgres` is loaded.
 */
const repairs: Record<string, Array<[broken: string, mended: string]>> = {
  'connection.js': [
    [
      '    incomings = null\n    clearImmediate(nextWriteTimer)\n',
      '    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n',
    ],
    ['    !hadError && (query || sent.length) && error(', '    ;(query || sent.length) && error('],
    [
      '    const x = socket.write(chunk, fn)',
      `    if (socket === null) {
      nextWriteTimer !== null && clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
    const x = socket.write(chunk, fn)`,
    ],
  ],
  'index.js': [
    [
      '    c.reserved.release = true\n',
      `    c.reserved.release = true
    let gone = false
    c.onclose = () => {
      gone = true
      while (queue.length) refuse(queue.shift())
    }
    function refuse(q) {
      q.reject(Errors.connection('CONNECTION_CLOSED', options))
    }
`,
    ],
    [
      '      c.reserved = null\n      onopen(c)\n',
      '      if (gone) return\n      c.onclose = c.reserved = null\n      onopen(c)\n',
    ],
    [
      '      c.queue === full\n        ? queue.push(q)',
      '      if (gone) return refuse(q)\n      c.queue === full\n        ? queue.push(q)',
    ],
  ],
}

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const file = /\/postgres\/src\/(\w+\.js)$/.exec(url)?.[1]
    const pairs = file === undefined ? undefined : repairs[file]
    if (!pairs || !loaded.source) return loaded
    const { source } = loaded
    const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
    return {
      ...loaded,
      source: pairs.reduce((mended, [broken, whole]) => mended.replace(broken, whole), text),
    }
  },
})
