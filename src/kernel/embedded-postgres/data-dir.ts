import { spawnSync } from 'node:child_process'
import {
  accessSync,
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

export interface DataDirLock {
  release(): void
}

/** Creates the data folder when it is missing; throws a StartError when this user cannot use it. */
export function ensureDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw unusable(dataDir, cause)
  }
}

function unusable(dataDir: string, cause: unknown): StartError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
  return new StartError(
    `Parley cannot use its data folder ${dataDir} (${code}): ` +
      'let this user read and write there, or set DATA_DIR to another folder.',
    { cause },
  )
}

/**
 * Claims the folder for this process until it ends, however it ends.
 * The lock is flock(2), taken by the tool on a descriptor that it shares with us: the kernel drops it when we die,
 * so nothing stale can be left behind, also between containers that share a volume. Where the tool is missing the
 * owner's pid and start time stand for it.
 */
export function acquireDataDir(dataDir: string): DataDirLock {
  ensureDataDir(dataDir)
  const file = join(dataDir, 'parley.lock')
  let fd: number
  try {
    fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  } catch (cause) {
    throw unusable(dataDir, cause)
  }
  const owner = parseOwner(readFileSync(file, 'utf8'))
  const { status } = spawnSync('flock', ['-n', '-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
  // 0 is ours, 1 is taken; anything else means that the tool or the file system cannot lock.
  const taken = status === 1 || (status !== 0 && isSameProcess(owner))
  if (taken) {
    closeSync(fd)
    throw new StartError(
      `Parley is already running in ${dataDir} (pid ${owner?.pid ?? 'unknown'}). ` +
        'Stop it first, or set DATA_DIR to another folder.',
    )
  }
  ftruncateSync(fd)
  writeSync(fd, `${process.pid}\n${startTime(process.pid) ?? ''}\n`, 0)
  return {
    release() {
      ftruncateSync(fd)
      closeSync(fd)
    },
  }
}

interface Owner {
  pid: number
  startedAt: string
}

function parseOwner(text: string): Owner | undefined {
  const [pid, startedAt = ''] = text.split('\n')
  const number = Number(pid)
  return Number.isInteger(number) && number > 0 ? { pid: number, startedAt } : undefined
}

function isSameProcess(owner: Owner | undefined): boolean {
  return owner !== undefined && owner.startedAt !== '' && startTime(owner.pid) === owner.startedAt
}

/** Changes when a pid is given to another process; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return stdout?.trim() || undefined
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold blanks; field 22 is the 20th behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
