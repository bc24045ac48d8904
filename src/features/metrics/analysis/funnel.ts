import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import { compareOf, todayIn } from '../periods.ts'
import type { Reading } from '../reading.ts'
import type { Period } from '../schema.ts'
import { accountsOf, formatsOf, labelsOf, postIdsOf } from '../scope-of.ts'
import type { Account } from '../scope-of.ts'
import { readConversationSteps } from './conversation-steps.ts'
import { readPostSteps } from './post-steps.ts'
import { funnelInput } from './schema.ts'
import type { FunnelAnswer, FunnelInput, FunnelRow, FunnelStep } from './schema.ts'

/** What reading the steps of one row brings, before shares are made. */
export interface RawSteps {
  /** undefined: all together. */
  key: string | undefined
  n: number
  steps: Array<{ id: string; name: string; value: number; of: number | null; aside?: boolean }>
}

export interface StepsRead {
  rows: RawSteps[]
  notes: string[]
}

/**
 * How many go on from step to step, and where most are lost. Conversations are those first written to in the period;
 * posts those that went out then, and only such as have all the steps.
 */
export async function funnel(ctx: Ctx, input: FunnelInput): Promise<FunnelAnswer> {
  requireScope(ctx, 'metrics:read')
  const asked = funnelInput.parse(input)
  if (asked.of === 'conversations') requireScope(ctx, 'inbox:read')
  const { period, by, filters } = asked
  checkFilters(asked.of, filters)
  const [{ timezone: zone }, accounts, postIds] = await Promise.all([
    getOrg(ctx),
    accountsOf(ctx, filters),
    postIdsOf(ctx, filters),
  ])
  const reading: Reading = {
    accounts,
    zone,
    period,
    by,
    grain: undefined,
    formats: formatsOf(filters),
    labels: labelsOf(filters),
    postIds,
    order: 'desc',
  }
  const before = compareOf(
    { metrics: ['reach'], period, compare: asked.compare },
    todayIn(zone, ctx.clock.now()),
  )
  const read = (of: Period) => {
    const one = { ...reading, period: of }
    return asked.of === 'posts'
      ? readPostSteps(ctx, one)
      : readConversationSteps(ctx, one, asked.withinSeconds)
  }
  const [now, then] = await Promise.all([read(period), before ? read(before) : undefined])
  const past = (raw: RawSteps): RawSteps | undefined => {
    const found = then?.rows.find((row) => row.key === raw.key)
    // Our own log knows of all conversations: where it holds none, there were none.
    return found ?? (then && asked.of === 'conversations' ? without(raw) : undefined)
  }
  const rowOf = (raw: RawSteps) => rowWith(raw, past(raw), labelOf(raw.key, by, accounts))
  const total = now.rows.find((row) => row.key === undefined) ?? { key: undefined, n: 0, steps: [] }
  return {
    of: asked.of,
    ...(by ? { by } : {}),
    zone,
    period,
    ...(before ? { before } : {}),
    ...(filters ? { filters } : {}),
    total: rowOf(total),
    rows: now.rows
      // Of what has no step at all the notes tell.
      .filter((row) => row.key !== undefined && row.n > 0)
      .map(rowOf)
      .toSorted((a, b) => (b.steps[0]?.value ?? 0) - (a.steps[0]?.value ?? 0)),
    notes: now.notes,
  }
}

function checkFilters(of: 'conversations' | 'posts', filters: FunnelAnswer['filters']): void {
  if (of === 'conversations' && (filters?.format ?? filters?.post) !== undefined)
    throw invalid('Conversations have no format and no post. Leave it out, or ask for the funnel of posts.')
}

const without = (raw: RawSteps): RawSteps => ({
  ...raw,
  n: 0,
  steps: raw.steps.map((step) => ({ ...step, value: 0 })),
})

const percent = (part: number, whole: number | undefined): number | null =>
  whole ? (100 * part) / whole : null

function rowWith(raw: RawSteps, then: RawSteps | undefined, label: string): FunnelRow {
  const [first] = raw.steps
  const steps = raw.steps.map((step): FunnelStep => {
    const parent = step.of === null ? undefined : raw.steps[step.of]
    const was = then?.steps.find(({ id }) => id === step.id)
    const wasParent = was && was.of !== null ? then?.steps[was.of] : undefined
    return {
      ...step,
      aside: step.aside ?? false,
      share: parent ? percent(step.value, parent.value) : null,
      overall: percent(step.value, first?.value),
      lost: parent ? Math.max(0, parent.value - step.value) : 0,
      ...(was
        ? {
            before: {
              value: was.value,
              share: wasParent ? percent(was.value, wasParent.value) : null,
              overall: percent(was.value, then?.steps[0]?.value),
            },
          }
        : {}),
    }
  })
  const chain = steps.flatMap((step, at) => (step.of !== null && !step.aside && step.lost > 0 ? [at] : []))
  const lost = (at: number) => steps[at]?.lost ?? 0
  const largest = chain.reduce<number | null>(
    (best, at) => (best === null || lost(at) > lost(best) ? at : best),
    null,
  )
  return { key: raw.key ?? '', label, n: raw.n, steps, largestDrop: largest }
}

function labelOf(key: string | undefined, by: FunnelAnswer['by'], accounts: readonly Account[]): string {
  if (key === undefined) return 'All together'
  const account = accounts.find((one) => (by === 'platform' ? one.platform : one.id) === key)
  return (by === 'platform' ? account?.platformName : account?.name) ?? key
}
