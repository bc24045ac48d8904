import { expect, test } from 'vitest'
import { product } from './sources.ts'
import { declaredTables } from './tables.ts'

/** The kernel's tables and who may write them beside it, with the reason. */
const kernelTables: Record<string, string[]> = {
  events: [],
  counters: [],
  migrations: [],
  audit_log: [],
  outbox: [],
  idempotency_keys: ['src/http/'],
  processes: ['src/worker/'],
}

/** Writes outside of the owner's folder that are right, with the reason. */
const exceptions = new Set([
  // An operator passes on what was set aside: rows move back, nothing new is made.
  'src/features/jobs/operator.ts outbox',
  // What platforms deliver comes in before any feature is asked; the grouped insert is the kernel's.
  'src/kernel/ingest.ts inbound_events',
  // The job that applies deliveries tells of each whether it was applied.
  'src/features/inbox/jobs/apply-inbound.ts inbound_events',
])

const owners = new Map(declaredTables().map(({ name, owner }) => [name, [`${owner}/`]]))
for (const [name, others] of Object.entries(kernelTables)) {
  const owner = owners.get(name) ?? []
  owners.set(name, [...owner, 'src/kernel/', ...others])
}

const name = String.raw`"?(?:public\.)?"?([a-z_]+)`
const writes = [
  /\b(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*'([a-z_]+)/g,
  new RegExp(String.raw`\b(?:insert|merge)\s+into\s+${name}`, 'gi'),
  new RegExp(String.raw`\bdelete\s+from\s+(?:only\s+)?${name}`, 'gi'),
  new RegExp(String.raw`\bupdate\s+(?:only\s+)?${name}"?(?:\s+(?:as\s+)?[a-z_]+)?\s+set\b`, 'gi'),
  new RegExp(String.raw`\btruncate\s+(?:table\s+)?${name}`, 'gi'),
]

const written = product()
  .filter(({ path }) => !path.startsWith('migrations/'))
  .flatMap(({ path, code }) =>
    writes.flatMap((pattern) =>
      [...code.matchAll(pattern)].map((match) => ({ path, table: match[1] ?? '' })),
    ),
  )
  .filter(({ table }) => owners.has(table))

test('a table is written in the folder of its owner only', () => {
  expect(written.length).toBeGreaterThan(30)
  const strangers = written
    .filter(({ path, table }) => !owners.get(table)?.some((folder) => path.startsWith(folder)))
    .map(({ path, table }) => `${path} ${table}`)
  expect([...new Set(strangers)].filter((one) => !exceptions.has(one))).toEqual([])
  expect(
    [...exceptions].filter((one) => !strangers.includes(one)),
    'exceptions that nobody needs',
  ).toEqual([])
})
