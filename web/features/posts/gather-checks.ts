import type { CheckView, PostChecks } from '#features/posts/review.schema.ts'

export interface GatheredCheck extends CheckView {
  key: string
  channelId: string
  accounts: Array<{ channelId: string; name: string; platform: string }>
}

/** The same words of several accounts are one line; what stops comes first. */
export function gatherChecks(checks: PostChecks): GatheredCheck[] {
  const found = new Map<string, GatheredCheck>()
  for (const { channelId, name, platform, checks: said } of checks.targets)
    for (const check of said) {
      const key = `${check.level} ${check.field} ${check.message}`
      const known = found.get(key)
      if (known) known.accounts.push({ channelId, name, platform })
      else found.set(key, { ...check, key, channelId, accounts: [{ channelId, name, platform }] })
    }
  return [...found.values()].toSorted((a, b) => Number(a.level === 'warn') - Number(b.level === 'warn'))
}

export const stoppedAccounts = (checks: PostChecks | undefined): ReadonlySet<string> =>
  new Set(
    (checks?.targets ?? [])
      .filter((target) => target.checks.some((check) => check.level === 'stop'))
      .map((target) => target.channelId),
  )
