import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#kernel/embedded-postgres.ts'
import { migrate } from '#kernel/migrate.ts'
import { startProgram, type Program, type ProgramOptions } from './kit/program.ts'

export interface BenchDatabase {
  /** As the owner, the login that the program gets. */
  url: string
  superuserUrl: string
}

/** What a scenario runs on. Everything it opens is closed after it, in reverse order. */
export interface BenchEnv {
  /** Short runs on little data, to see that a scenario works; its figures mean nothing. */
  quick: boolean
  /** Seconds of load, shortened by `quick`. */
  seconds(full: number): number
  folder(): string
  /** A migrated database of its own, in the one cluster of the run. */
  database(): Promise<BenchDatabase>
  program(options: ProgramOptions): Promise<Program>
  /** Something that is made once in a run and shared by scenarios. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>
  sql(url: string, max?: number): postgres.Sql
  onEnd(close: () => unknown): void
  tell(line: string): void
}

export interface BenchRun {
  env: BenchEnv
  postgresVersion(): Promise<string>
  /** Closes what the last scenario opened. */
  endScenario(): Promise<void>
  end(): Promise<void>
}

/** The cluster has the settings that `npm start` gives it: every commit is on disk before it is told. */
export function openRun(options: { quick: boolean; tell: (line: string) => void }): BenchRun {
  const root = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const closers: Array<() => unknown> = []
  const shared = new Map<string, Promise<unknown>>()
  let cluster: Promise<EmbeddedPostgres> | undefined
  let folders = 0

  const start = () => (cluster ??= startEmbeddedPostgres({ dataDir: join(root, 'cluster') }))
  const folder = () => join(root, `data-${++folders}`)
  const onEnd = (close: () => unknown) => closers.push(close)

  const env: BenchEnv = {
    quick: options.quick,
    seconds: (full) => (options.quick ? Math.max(1, full / 5) : full),
    folder,
    async database() {
      const { url, superuserUrl } = await start()
      const name = `bench_${shared.size}_${++folders}`
      await asSuperuser(superuserUrl, (sql) => sql.unsafe(`create database ${name} owner parley`))
      const made = { url: onDatabase(url, name), superuserUrl: onDatabase(superuserUrl, name) }
      await migrate({ url: made.url })
      return made
    },
    async program(wanted) {
      const program = await startProgram({ ...wanted, dataDir: wanted.dataDir ?? folder() })
      onEnd(() => program.stop())
      return program
    },
    once<T>(name: string, make: () => Promise<T>): Promise<T> {
      const known = shared.get(name) ?? make()
      shared.set(name, known)
      return known as Promise<T>
    },
    sql(url, max = 1) {
      const sql = postgres(url, { max, onnotice: () => undefined })
      onEnd(() => sql.end({ timeout: 2 }))
      return sql
    },
    onEnd,
    tell: options.tell,
  }

  async function endScenario(): Promise<void> {
    for (const close of closers.splice(0).toReversed()) await close()
  }

  return {
    env,
    async postgresVersion() {
      const rows = await asSuperuser((await start()).superuserUrl, (sql) => sql.unsafe('show server_version'))
      return String(rows[0]?.['server_version'] ?? '')
    },
    endScenario,
    async end() {
      await endScenario()
      await (await cluster)?.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function asSuperuser<T>(url: string, work: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
