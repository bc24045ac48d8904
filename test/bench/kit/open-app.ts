import { roleScopes } from '#contracts/scopes.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { systemClock } from '#kernel/clock.ts'
import { readConfig } from '#kernel/config.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { discover } from '#kernel/discover.ts'
import { makeLog } from '#kernel/log.ts'
import { newKey, parseKeys } from '#kernel/secrets.ts'
import { makeApp } from '../../../src/make-app.ts'
import type { BenchDatabase, BenchEnv } from '../env.ts'

export interface OpenApp {
  app: App
  /** A member of the team as the caller, under row security as in a request. */
  ctxOf: (orgId: string, memberId: string) => Ctx
}

/** The program's own verbs in this process, for what is measured without HTTP in between. Nothing listens. */
export async function openApp(env: BenchEnv, database: BenchDatabase): Promise<OpenApp> {
  const made = await makeApp({
    config: readConfig({ DATABASE_URL: database.url, DATA_DIR: env.folder(), SANDBOX: '0' }, []),
    found: await discover(),
    log: makeLog({ level: 'warn' }),
    clock: systemClock,
    databaseUrl: database.url,
    keys: parseKeys(newKey()),
    authSecret: 'a secret of the bench that is long enough',
    localUrl: 'http://127.0.0.1:3000',
  })
  const { app } = made
  env.onEnd(() => made.close())
  return {
    app,
    ctxOf: (orgId, memberId) =>
      makeCtx(app, {
        orgId,
        memberId,
        actor: { kind: 'member', id: memberId, name: 'Bench' },
        scopes: new Set(roleScopes.owner),
      }),
  }
}
