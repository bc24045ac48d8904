import { Worker } from 'node:worker_threads'
import { AppError, errorText } from '#kernel/errors.ts'
import type { Logger } from '#kernel/log.ts'
import type { ThreadAnswer, ThreadTask } from './thread-entry.ts'

/**
 * One thread for heavy work with libraries that must not stay in memory: started when it is asked, one task at a
 * time, ended when nobody asked for a while. It never keeps the process alive by itself.
 */
export interface SideThread {
  /** Throws AppError: `limit` when too many wait, `internal` when it failed or took too long. */
  run(task: ThreadTask, options?: { limitMs?: number }): Promise<Uint8Array>
  /** Node's number of the thread that runs; undefined when there is none. */
  threadId(): number | undefined
  end(): Promise<void>
}

interface Waiting {
  task: ThreadTask
  limitMs: number
  resolve: (bytes: Uint8Array) => void
  reject: (error: Error) => void
}

const mostWaiting = 200
/** Of loading the libraries on a busy machine; a task's own limit counts from when they are there. */
const startLimitMs = 60_000

export function makeSideThread(options: {
  log: Logger
  limitMs: number
  idleMs?: number
  script?: URL
}): SideThread {
  const { log, limitMs, idleMs = 5 * 60_000 } = options
  const script = options.script ?? new URL('./thread-entry.ts', import.meta.url)
  const waiting: Waiting[] = []
  let worker: Worker | undefined
  let current: Waiting | undefined
  let timer: NodeJS.Timeout | undefined

  function after(ms: number, then: () => void) {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
    timer.unref()
  }

  function next(): void {
    if (current) return
    current = waiting.shift()
    if (!current) return rest()
    if (worker) send(worker)
    else start()
  }

  function rest(): void {
    worker?.unref()
    after(idleMs, () => void drop())
  }

  function start(): void {
    // No options of our own process: a debugger's or a test runner's would hold it.
    const made = new Worker(script, {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 16 },
    })
    worker = made
    after(startLimitMs, () => fail(made, 'it did not start in time'))
    made.on('message', (answer: ThreadAnswer) => {
      if (made !== worker) return
      if (answer.kind === 'ready') return send(made)
      const done = current
      current = undefined
      if (answer.kind === 'made') done?.resolve(answer.bytes)
      else done?.reject(failure(answer.reason))
      next()
    })
    made.on('error', (error) => fail(made, errorText(error)))
    made.on('exit', (code) => fail(made, `it ended with ${code}`))
  }

  function send(to: Worker): void {
    if (!current) return rest()
    to.ref()
    after(current.limitMs, () => fail(to, 'it took too long'))
    try {
      to.postMessage(current.task)
    } catch (error) {
      fail(to, errorText(error))
    }
  }

  /** What runs is given up; what waits gets a new thread. */
  function fail(of: Worker, reason: string): void {
    if (of !== worker) return
    log.warn({ reason }, 'the thread that draws was given up')
    const failed = current
    current = undefined
    void drop()
    failed?.reject(failure(reason))
    next()
  }

  async function drop(): Promise<void> {
    clearTimeout(timer)
    const gone = worker
    worker = undefined
    await gone?.terminate()
  }

  return {
    run(task, { limitMs: own = limitMs } = {}) {
      if (waiting.length >= mostWaiting)
        return Promise.reject(
          new AppError('limit', 'Too many charts and files are being made. Try again in a minute.'),
        )
      return new Promise((resolve, reject) => {
        waiting.push({ task, limitMs: own, resolve, reject })
        next()
      })
    },
    threadId: () => worker?.threadId,
    async end() {
      const left = [...(current ? [current] : []), ...waiting.splice(0)]
      current = undefined
      for (const one of left) one.reject(failure('it was ended'))
      await drop()
    },
  }
}

const failure = (reason: string) => new AppError('internal', `This could not be made: ${reason}.`)
