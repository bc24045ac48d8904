import type { Sandbox } from '#contracts/sandbox.ts'
import { must } from '#kernel/assert.ts'
import type { Clock } from '#kernel/clock.ts'
import { connector as facebook } from '../../../connectors/facebook/index.ts'
import { connector as instagram } from '../../../connectors/instagram/index.ts'
import { connector as x } from '../../../connectors/x/index.ts'

/** The same in each process that has the secret: accounts, tokens and app secrets follow from it. */
export function publishingPlatforms(options: {
  port: number
  secret: string
  clock: Clock
}): Map<string, Sandbox> {
  return new Map(
    [x, facebook, instagram].map(({ id, sandbox }) => {
      const url = `http://127.0.0.1:${options.port}/${id}`
      return [id, must(sandbox?.({ ...options, url, webhookUrl: '' }), 'sandbox')]
    }),
  )
}

/** One environment for all of them: Facebook and Instagram share Meta's names, but each has hosts of its own. */
export function envOf(platforms: ReadonlyMap<string, Sandbox>): Record<string, string> {
  const own = Object.entries(platforms.get('instagram')?.env ?? {})
  return {
    ...platforms.get('x')?.env,
    ...platforms.get('facebook')?.env,
    ...Object.fromEntries(own.filter(([name]) => name.startsWith('INSTAGRAM_'))),
  }
}
