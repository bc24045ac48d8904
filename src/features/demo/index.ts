import { defineFeature } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { ensureDemoOrg, userSignInLink } from '#features/orgs/index.ts'
import { fillDemo } from './fill-demo.ts'
import { job as fillPosts } from './jobs/fill-posts.ts'

export { listTrySteps } from './try-steps.ts'

/** A one-time link for the owner of the demo organisation; undefined where there is none. */
export async function demoSignInLink(app: App): Promise<string | undefined> {
  if (!app.config.sandbox) return undefined
  await ensureDemoOrg(app)
  return userSignInLink(app, demoEmail)
}

/** Chats, policy and posts of the demo organisation, by a job: where it has no post yet. */
export async function fillDemoLater(app: App): Promise<void> {
  if (!app.config.sandbox) return
  const ctx = makeCtx(app, { orgId: (await ensureDemoOrg(app)).orgId })
  const known = await ctx.db
    .selectFrom('posts')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .limit(1)
    .execute()
  if (known.length === 0) await inTransaction(ctx, async (tx) => enqueue(tx, fillPosts, {}))
}

const demoEmail = 'demo@parley.invalid'

export const feature = defineFeature({
  async start(app) {
    if (app.config.sandbox) await fillDemo(app)
  },
})
