// The whole program as a process of its own, to be killed. Prints one line of JSON when it is ready.
// As start.js does: what is imported later finds it in place.
import '../../src/mend-postgres.ts'

const { start } = await import('../../src/main.ts')
const { connectChannel } = await import('#features/channels/index.ts')
const { createApiKey, createOrg } = await import('#features/orgs/index.ts')
const { allScopes } = await import('#contracts/scopes.ts')
const { makeCtx } = await import('#kernel/ctx.ts')

const program = await start(process.env)
const { app } = program
const token = process.env['FAULT_PAGE_TOKEN']
const setUp = token ? await openShop(token) : {}
process.stdout.write(`${JSON.stringify({ ready: program.url, ...setUp })}\n`)
// As main() does; Graphile's local queue rejects where nobody listens.
process.on('unhandledRejection', (error) => app.log.error({ err: error }, 'unhandled rejection'))
process.on('SIGTERM', () => void program.stop().then(() => process.exit(0)))

async function openShop(pageToken: string) {
  const user = await app.auth.createUser({ email: 'owner@example.com', name: 'Owner', verified: true })
  const { orgId, memberId } = await createOrg(app, { name: 'Acme', owner: user })
  const ctx = makeCtx(app, {
    orgId,
    memberId,
    actor: { kind: 'member', id: memberId, name: 'Owner' },
    scopes: new Set(allScopes),
  })
  const channel = await connectChannel(ctx, { connector: 'messenger', values: { token: pageToken } })
  const { key } = await createApiKey(ctx, { name: 'fault', scopes: ['inbox:read', 'inbox:reply'] })
  return { orgId, account: channel.external_id, key }
}
