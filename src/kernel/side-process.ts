import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { AppError } from './errors.ts'
import type { Logger } from './log.ts'

/**
 * A process for heavy work with libraries that must not stay in memory, nor take us with them when they fall over a
 * file: started when it is asked, one task at a time, ended when nobody asked for a while. It never keeps ours alive
 * by itself, and ends with it.
 */
export interface SideProcess {
  /**
   * Runs `work(input)` of a module; what goes in and comes out is copied.
   *
   * @throws AppError `limit` when too many wait, `internal` when it failed or took too long.
   */
  run(module: URL, input: unknown, options?: { limitMs?: number }): Promise<Uint8Array>
  /** Undefined when none runs. */
  pid(): number | undefined
  end(): Promise<void>
}

export interface SideTask {
  module: string
  input: unknown
}

export type SideAnswer =
  | { kind: 'ready' }
  | { kind: 'made'; bytes: Uint8Array }
  | { kind: 'failed'; reason: string }

interface Waiting {
  task: SideTask
  limitMs: number
  resolve: (bytes: Uint8Array) => void
  reject: (error: Error) => void
}

const mostWaiting = 200
/** On a busy machine. */
const startLimitMs = 60_000

export function makeSideProcess(options: { log: Logger; limitMs: number; idleMs: number }): SideProcess {
  const { log, limitMs, idleMs } = options
  const waiting: Waiting[] = []
  let child: ChildProcess | undefined
  let isReady = false
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
    if (!child) start()
    else if (isReady) send(child)
  }

  function rest(): void {
    if (child) letUsEnd(child)
    after(idleMs, () => void drop())
  }

  function start(): void {
    const made = begin()
    child = made
    isReady = false
    after(startLimitMs, () => fail(made, 'it did not start in time'))
    made.on('message', (answer: SideAnswer) => {
      if (made !== child) return
      if (answer.kind === 'ready') {
        isReady = true
        return send(made)
      }
      const done = current
      current = undefined
      if (answer.kind === 'made') done?.resolve(answer.bytes)
      else done?.reject(failure(answer.reason))
      next()
    })
    made.on('error', (error) => fail(made, error.message))
    made.on('exit', (code, signal) => fail(made, `it ended with ${code ?? signal}`))
  }

  function send(to: ChildProcess): void {
    if (!current) return rest()
    after(current.limitMs, () => fail(to, 'it took too long'))
    to.ref()
    to.channel?.ref()
    try {
      to.send(current.task)
    } catch (error) {
      fail(to, error instanceof Error ? error.message : String(error))
    }
  }

  /** What runs is given up; what waits gets a new process. */
  function fail(of: ChildProcess, reason: string): void {
    if (of !== child) return
    log.warn({ reason }, 'the process for heavy work was given up')
    const failed = current
    current = undefined
    void drop()
    failed?.reject(failure(reason))
    next()
  }

  async function drop(): Promise<void> {
    clearTimeout(timer)
    const gone = child
    child = undefined
    if (!gone || gone.exitCode !== null || gone.signalCode !== null) return
    const ended = new Promise<void>((resolve) => gone.once('exit', () => resolve()))
    if (gone.kill('SIGKILL')) await ended
  }

  return {
    run(module, input, { limitMs: own = limitMs } = {}) {
      if (waiting.length >= mostWaiting)
        return Promise.reject(
          new AppError('limit', 'Too many charts and files are being made. Try again in a minute.'),
        )
      return new Promise((resolve, reject) => {
        waiting.push({ task: { module: module.href, input }, limitMs: own, resolve, reject })
        next()
      })
    },
    pid: () => child?.pid,
    async end() {
      const left = [...(current ? [current] : []), ...waiting.splice(0)]
      current = undefined
      for (const one of left) one.reject(failure('it was ended'))
      await drop()
    },
  }
}

/** None of our secrets, and no options of our own process: a debugger's or a test runner's would hold it. */
function begin(): ChildProcess {
  const compiled = getCompileCacheDir()
  return fork(new URL('./side-process-entry.ts', import.meta.url), {
    execArgv: ['--max-old-space-size=512', '--max-semi-space-size=8'],
    env: { ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {}), NODE_NO_WARNINGS: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

function letUsEnd(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}

const failure = (reason: string) => new AppError('internal', `This could not be made: ${reason}.`)
