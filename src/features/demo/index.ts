import { defineFeature } from '#contracts/feature.ts'
import type { App } from '#kernel/app.ts'
import { ensureDemoOrg, userSignInLink } from '#features/orgs/index.ts'
import { fillDemo } from './fill-demo.ts'

export { listTrySteps } from './try-steps.ts'

/** A one-time link for the owner of the demo organisation; undefined where there is none. */
export async function demoSignInLink(app: App): Promise<string | undefined> {
  if (!app.config.sandbox) return undefined
  await ensureDemoOrg(app)
  return userSignInLink(app, demoEmail)
}

const demoEmail = 'demo@parley.invalid'

export const feature = defineFeature({
  async start(app) {
    if (app.config.sandbox) await fillDemo(app)
  },
})
