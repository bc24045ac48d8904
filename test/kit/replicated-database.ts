import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '#kernel/embedded-postgres.ts'
import type { EmbeddedPostgres } from '#kernel/embedded-postgres.ts'
import { migrate } from '#kernel/migrate.ts'

const quick = { fsync: 'off', full_page_writes: 'off', max_connections: '40', shared_buffers: '16MB' }

/** A migrated PostgreSQL and a standby that follows it, each a server of its own. */
export async function startReplicatedDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-replica-'))
  const [first, second] = [join(folder, 'primary'), join(folder, 'standby')]
  const start = (dataDir: string, settings: Record<string, string> = {}) =>
    startEmbeddedPostgres({ dataDir, sync: false, settings: { ...quick, ...settings } })
  // A cluster that is down may be copied; then both are started.
  await (await start(first)).stop()
  execFileSync('cp', ['-a', first, second])
  writeFileSync(join(second, 'postgres', 'standby.signal'), '')
  const primary = await start(first)
  const superuser = new URL(primary.superuserUrl)
  const follow = {
    primary_conninfo: `host=127.0.0.1 port=${superuser.port} user=${superuser.username} password=${superuser.password}`,
  }
  let standby: EmbeddedPostgres | undefined = await start(second, follow)
  await migrate({ url: primary.url })
  const onStandby = <T>(ask: (sql: postgres.Sql) => Promise<T>) =>
    asSuperuser(standby?.superuserUrl ?? '', ask)

  return {
    url: primary.url,
    replicaUrl: standby.url,
    /** Whether the standby has all that was committed. */
    async hasCaughtUp(): Promise<boolean> {
      const [now] = await asSuperuser(
        primary.superuserUrl,
        (sql) => sql<Array<{ lsn: string }>>`select pg_current_wal_lsn()::text as lsn`,
      )
      return onStandby(async (sql) => {
        const [row] = await sql<Array<{ there: boolean }>>`
          select coalesce(pg_last_wal_replay_lsn() >= ${now?.lsn ?? ''}::pg_lsn, false) as there`
        return row?.there ?? false
      })
    },
    /** It stays where it is, as one does that cannot keep up. */
    hold: (still: boolean) =>
      onStandby((sql) => (still ? sql`select pg_wal_replay_pause()` : sql`select pg_wal_replay_resume()`)),
    async stopStandby(): Promise<void> {
      await standby?.stop()
      standby = undefined
    },
    async close(): Promise<void> {
      await standby?.stop()
      await primary.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function asSuperuser<T>(url: string, ask: (sql: postgres.Sql) => PromiseLike<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await ask(sql)
  } finally {
    await sql.end()
  }
}
