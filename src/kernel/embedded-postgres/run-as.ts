import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { StartError } from '../start-error.ts'
import { binariesIn, type Binaries } from './binaries.ts'

/** How PostgreSQL, which refuses to be root, is run by whoever we are. */
export interface RunAs {
  binaries: Binaries
  /** Put before the program's own command line. */
  prefix: string[]
  /** Asks the kernel to stop the server when we die; empty where that cannot be asked. */
  deathSignal: string[]
  identity: { uid: number; gid: number } | undefined
}

const NOBODY = 65534
const DEATH_SIGNAL = ['setpriv', '--pdeathsig', 'INT']
const USER_NAMESPACE = ['unshare', '-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

/** Picks the first way that really loads the server on this machine. */
export function chooseRunAs(binaries: Binaries, dataDir: string): RunAs {
  const reasons: string[] = []
  const deathSignal = run([...DEATH_SIGNAL, 'true'], undefined) === undefined ? DEATH_SIGNAL : []
  const works = (way: RunAs) => {
    const failure = run([...way.prefix, ...way.deathSignal, way.binaries.postgres, '--version'], way.identity)
    if (failure !== undefined) reasons.push(failure)
    return failure === undefined
  }
  const direct: RunAs = { binaries, prefix: [], deathSignal, identity: undefined }
  const inNamespace: RunAs = { ...direct, prefix: USER_NAMESPACE }
  const ways: RunAs[] = []
  const owner = clusterOwner(dataDir)
  if (process.getuid?.() !== 0) ways.push(...(hasName() ? [direct, inNamespace] : [inNamespace, direct]))
  else if (owner === undefined || owner.uid === 0) ways.push(inNamespace)
  const chosen = ways.find(works)
  if (chosen !== undefined) return chosen

  if (process.getuid?.() === 0) {
    const identity = owner === undefined || owner.uid === 0 ? { uid: NOBODY, gid: NOBODY } : owner
    const way = asOtherUser({ ...direct, identity }, identity, dataDir)
    if (works(way)) return way
  }
  throw new StartError(
    `The built-in database does not run on this system (${reasons.at(-1) ?? 'unknown reason'}): ` +
      'set DATABASE_URL to a PostgreSQL 15 or later.',
  )
}

/** Root without user namespaces: another user needs a path it can walk to the program and to its data. */
function asOtherUser(way: RunAs, identity: { uid: number; gid: number }, dataDir: string): RunAs {
  const closed = closedFolder(dirname(dataDir), identity)
  if (closed !== undefined) {
    throw new StartError(
      `The built-in database cannot run as root and another user cannot reach ${dataDir} (${closed} is closed to it): ` +
        'set DATA_DIR to a folder outside it, start Parley as an ordinary user, or set DATABASE_URL.',
    )
  }
  if (closedFolder(dataDir, identity) !== undefined) chmodSync(dataDir, 0o711)
  const cluster = join(dataDir, 'postgres')
  if (existsSync(cluster)) own(cluster, identity)
  const reachable = closedFolder(way.binaries.native, identity) === undefined
  return reachable ? way : { ...way, binaries: copyBinaries(way.binaries, dataDir) }
}

function copyBinaries(binaries: Binaries, dataDir: string): Binaries {
  const copy = join(dataDir, `postgres-${binaries.version}`)
  if (!existsSync(copy)) {
    const unfinished = `${copy}.new`
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(binaries.native, unfinished, { recursive: true, verbatimSymlinks: true })
    renameSync(unfinished, copy)
  }
  return binariesIn(copy, binaries.version)
}

/** The first folder on the way that the given user may not enter. */
function closedFolder(path: string, { uid, gid }: { uid: number; gid: number }): string | undefined {
  const parent = dirname(path)
  const above = parent === path ? undefined : closedFolder(parent, { uid, gid })
  if (above !== undefined) return above
  const { mode, uid: owner, gid: group } = statSync(path)
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
  return (mode & bit) === 0 ? path : undefined
}

/** Gives a folder and all in it to a user. */
export function own(path: string, { uid, gid }: { uid: number; gid: number }): void {
  if (statSync(path).uid === uid && lstatSync(path).isDirectory()) return
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(path, entry), uid, gid)
  // Last, so that an interrupted run is taken up again.
  chownSync(path, uid, gid)
}

function clusterOwner(dataDir: string): { uid: number; gid: number } | undefined {
  const stat = statSync(join(dataDir, 'postgres'), { throwIfNoEntry: false })
  return stat && { uid: stat.uid, gid: stat.gid }
}

/** PostgreSQL refuses a user without an entry in the password file, as containers like to have. */
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

/** Answers why the command failed, undefined when it worked. */
function run(command: string[], identity: { uid: number; gid: number } | undefined): string | undefined {
  const [file = '', ...args] = command
  const result = spawnSync(file, args, { encoding: 'utf8', cwd: '/', ...identity })
  if (result.status === 0) return undefined
  return result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? `exit ${result.status}`
}
