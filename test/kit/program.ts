import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { allScopes } from '#contracts/scopes.ts'
import { must } from '#kernel/assert.ts'
import { start } from '../../src/main.ts'
import type { Program } from '../../src/main.ts'
import { createTestDatabase } from './database.ts'

export interface TestProgram extends Program {
  databaseUrl: string
  /** The demo organisation's owner as the caller. */
  owner(): Promise<Ctx>
  close(): Promise<void>
}

/** The whole program, every role, on a port of its own over a fresh database, sandboxes on. */
export async function startTestProgram(env: Record<string, string> = {}): Promise<TestProgram> {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-program-'))
  const program = await start({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    SANDBOX: '1',
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    DATABASE_POOL_SIZE: '5',
    ...env,
  })
  return {
    ...program,
    databaseUrl: database.url,
    owner: () => demoOwner(program),
    async close() {
      await program.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function demoOwner({ app }: Program): Promise<Ctx> {
  const row = await app.systemDb
    .selectFrom('members')
    .innerJoin('orgs', 'orgs.id', 'members.org_id')
    .select(['members.id', 'members.name', 'members.org_id'])
    .where('orgs.is_demo', '=', true)
    .where('members.role', '=', 'owner')
    .executeTakeFirst()
  const owner = must(row, 'owner of the demo organisation')
  return makeCtx(app, {
    orgId: owner.org_id,
    memberId: owner.id,
    actor: { kind: 'member', id: owner.id, name: owner.name },
    scopes: new Set(allScopes),
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
