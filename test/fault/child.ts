// The whole program as a process of its own, to be killed. Prints one line of JSON when it is ready.
import { connectChannel } from '#features/channels/index.ts'
import { createApiKey, createOrg } from '#features/orgs/index.ts'
import { allScopes } from '#contracts/scopes.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { start } from '../../src/main.ts'

const program = await start(process.env)
const { app } = program
const token = process.env['FAULT_PAGE_TOKEN']
const setUp = token ? await openShop(token) : {}
process.stdout.write(`${JSON.stringify({ ready: program.url, ...setUp })}\n`)
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
