import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { acquireDataDir, startEmbeddedPostgres, type EmbeddedPostgres } from '#kernel/embedded-postgres.ts'
import { migrate } from '#kernel/migrate.ts'
import { StartError } from '#kernel/start-error.ts'
import { withDatabase } from './database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    superuserUrl: string
    ownerUrl: string
    templateDatabase: string
  }
}

const ROOT = join(import.meta.dirname, '../..')
const PREFIX = 'parley-test-'
const ENOUGH_BYTES = 2 ** 30
const FAST_AND_UNSAFE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  max_connections: '200',
}

/** One cluster for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = roomyFolder()
  removeLeftovers(folder)
  const dataDir = mkdtempSync(join(folder, PREFIX))
  const lock = acquireDataDir(dataDir)
  let cluster: EmbeddedPostgres | undefined
  const teardown = async () => {
    await cluster?.stop()
    lock.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    cluster = await startEmbeddedPostgres({ dataDir, sync: false, settings: FAST_AND_UNSAFE })
    const templateDatabase = `template_${hashMigrations()}`
    await buildTemplate(cluster, templateDatabase)
    project.provide('superuserUrl', cluster.superuserUrl)
    project.provide('ownerUrl', cluster.url)
    project.provide('templateDatabase', templateDatabase)
    return teardown
  } catch (error) {
    await teardown()
    throw error
  }
}

/** Containers often give a /dev/shm of 64 MB, too small for databases. */
function roomyFolder(): string {
  if (!existsSync('/dev/shm')) return tmpdir()
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize > ENOUGH_BYTES ? '/dev/shm' : tmpdir()
}

/** Folders of runs that were killed; one in use is locked, and a young one may be about to be. */
function removeLeftovers(folder: string): void {
  const paths = globSync(`${PREFIX}*`, { cwd: folder }).map((name) => join(folder, name))
  for (const path of paths.filter((path) => Date.now() - statSync(path).mtimeMs > 60_000)) {
    try {
      acquireDataDir(path).release()
    } catch (error) {
      if (error instanceof StartError) continue
      throw error
    }
    rmSync(path, { recursive: true, force: true })
  }
}

function hashMigrations(): string {
  const files = globSync('migrations/**/*.{ts,sql}', { cwd: ROOT }).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex').slice(0, 16)
}

async function buildTemplate(cluster: { url: string; superuserUrl: string }, name: string): Promise<void> {
  const sql = postgres(cluster.superuserUrl, { max: 1 })
  try {
    await sql.unsafe(`create database ${name} owner parley`)
    await migrate({ url: withDatabase(cluster.url, name) })
    await sql.unsafe(`alter database ${name} is_template true allow_connections false`)
  } finally {
    await sql.end()
  }
}
