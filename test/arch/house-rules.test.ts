import { expect, test } from 'vitest'
import { product, sources } from './sources.ts'

/** Who may see every organisation at once, and why. */
const acrossOrgs: Record<string, string> = {
  'src/kernel/app.ts': 'declares it',
  'src/kernel/ctx.ts': 'takes it away from tenant code',
  'src/kernel/delete-old.ts': 'removes what has expired, over all organisations',
  'src/features/approvals/guests.ts': 'finds whose link a guest holds',
  'src/features/approvals/jobs/tick.ts': 'finds what is due, over all organisations',
  'src/features/channels/jobs/refresh-tokens.ts': 'finds tokens that end soon, over all organisations',
  'src/kernel/leader.ts': 'one process of the installation leads',
  'src/features/calendar/jobs/extend-series.ts': 'finds series to extend, over all organisations',
  'src/features/posts/publishing/preflight.ts': 'finds posts that are due soon, over all organisations',
  'src/features/posts/publishing/sweep.ts': 'finds posts that hang, over all organisations',
  'src/features/posts/publishing/watch-due.ts': 'finds posts that are due, over all organisations',
  'src/features/alerts/jobs/find-due.ts': 'finds alerts to look at, over all organisations',
  'src/features/alerts/look.ts': 'asks whether our own processes live',
  'src/features/reports/jobs/find-due.ts': 'finds reports that are due, over all organisations',
  'src/features/metrics/follow/follow-log.ts': 'reads the log of all organisations',
  'src/features/metrics/jobs/find-due.ts': 'finds accounts whose figures are due, over all organisations',
  'src/features/metrics/jobs/keep-months.ts': 'makes and drops tables by month',
  'src/features/notices/jobs/forget-notices.ts': 'removes what has expired, over all organisations',
  'src/kernel/oauth-states.ts': 'finds whose sign-in at a vendor it was',
  'src/make-app.ts': 'makes it',
  'src/http/health.ts': 'asks whether the database answers',
  'src/worker/processes.ts': 'tells that this process lives',
  'src/worker/ticks.ts': 'keeps the jobs of the installation ticking',
  'src/cli/doctor/check-database.ts': 'looks on behalf of the operator',
  'src/features/channels/change-channel.ts': 'routes from account to organisation',
  'src/features/channels/connect-channel.ts': 'routes from account to organisation',
  'src/features/channels/park-event.ts': 'deliveries that no organisation owns',
  'src/features/channels/poll-channels.ts': 'pollers serve all organisations',
  'src/features/channels/queries.ts': 'finds the organisation of an account',
  'src/features/channels/touch-channel.ts': 'is part of taking in a delivery',
  'src/features/chats/across-orgs.ts': 'finds whose workspace, person and button it is',
  'src/features/chats/change-workspace.ts': 'routes from workspace to organisation',
  'src/features/chats/input-parts.ts': 'what people did in chats, before anybody knows whose it is',
  'src/features/chats/inputs.ts': 'what people did in chats, before anybody knows whose they are',
  'src/features/chats/jobs/sweep-copies.ts': 'finds what a dead process left, over all organisations',
  'src/features/chats/move-workspace.ts': 'routes from workspace to organisation',
  'src/features/chats/prompts.ts': 'questions to people who are looked up by the vendor’s ids',
  'src/features/chats/store-workspace.ts': 'routes from workspace to organisation',
  'src/features/chats/tokens.ts': 'are looked up by the secret that comes back',
  'src/features/inbox/inbound/conversation-for.ts':
    'takes a number outside the transaction, which would hold it',
  'src/features/inbox/jobs/apply-inbound.ts': 'finds the organisation of a delivery',
  'src/features/inbox/jobs/sweep-sends.ts': 'finds what is due, over all organisations',
  'src/features/inbox/jobs/wake-snoozed.ts': 'finds what is due, over all organisations',
  'src/features/jobs/jobs/measure-lag.ts': 'measures the installation',
  'src/features/jobs/operator.ts': 'serves the operator',
  'src/features/orgs/across-orgs.ts': 'who a cookie, key or invitation belongs to; makes organisations',
  'src/features/rules/jobs/finish-waits.ts': 'finds what is due, over all organisations',
  'src/features/rules/jobs/forget-checks.ts': 'removes what has expired, over all organisations',
}

/** Who may read the environment: the entries. All else gets a Config. */
const environmentReaders = new Set([
  'src/start.js',
  'src/main.ts',
  'src/cli.ts',
  // vite changes NODE_ENV for whoever calls it; it is put back.
  'src/build-web.ts',
  // The database's programs get a clean environment of their own.
  'src/kernel/embedded-postgres/cluster.ts',
  'src/kernel/embedded-postgres/run-as.ts',
  'src/kernel/embedded-postgres/postmaster.ts',
])

const server = () => product().filter(({ path }) => !path.startsWith('web/'))
const pathsWith = (pattern: RegExp) =>
  server()
    .filter(({ code }) => pattern.test(code))
    .map(({ path }) => path)

test('who works as the system role is known, with the reason', () => {
  const users = pathsWith(/\bsystemDb\b|\bpools\.(system|ingest)\b|\bsystemRole\b/).filter(
    (path) =>
      !path.startsWith('migrations/') &&
      !/^src\/kernel\/(db|roles|migrate|tenant-table|auth|dispatch|ingest)\.ts$/.test(path),
  )
  expect(users.filter((path) => !(path in acrossOrgs))).toEqual([])
  expect(
    Object.keys(acrossOrgs).filter((path) => !users.includes(path)),
    'reasons that nobody needs',
  ).toEqual([])
})

test('nobody becomes another role on a connection that others use', () => {
  // `set local` ends with the transaction; the doctor's connection and a migration's are their own.
  expect(pathsWith(/\bset\s+(session\s+|local\s+)?role\b|\bset\s+session\s+authorization\b/i)).toEqual([
    'migrations/20261121-1045-dispatch-together.ts',
    'src/cli/doctor/check-database.ts',
  ])
})

test('the environment is read at the entries only', () => {
  expect(pathsWith(/\bprocess\.env\b/).filter((path) => !environmentReaders.has(path))).toEqual([])
})

test('nothing is left for later, and no test is skipped or alone', () => {
  const later = sources().filter(
    ({ path, text }) => !path.startsWith('test/arch/') && /\b(TODO|FIXME|XXX)\b/.test(text),
  )
  expect(later.map(({ path }) => path)).toEqual([])
  // A skip whose name carries its reason is a case that a machine or a platform cannot have.
  const skip = /\b(test|it|describe)\.(only|todo)\b|\b(test|it|describe)\.skip\((['"]|`(?![^`]*\$\{reason\}))/
  const skipped = sources().filter(({ path, code }) => path.endsWith('.test.ts') && skip.test(code))
  expect(skipped.map(({ path }) => path)).toEqual([])
})

// `any` is the linter's to find.
test('types are not talked out of it', () => {
  const loud = /\bas unknown as\b/
  const found = sources().filter(
    ({ path, text, code }) =>
      !path.startsWith('test/arch/') && (/^\s*\/\/ @ts-/m.test(text) || loud.test(code)),
  )
  expect(found.map(({ path }) => path)).toEqual([])
})

test('an error is never swallowed without a word', () => {
  const empty = /\bcatch\s*(\([^)]*\))?\s*\{\s*\}/
  expect(
    sources()
      .filter(({ text }) => empty.test(text))
      .map(({ path }) => path),
  ).toEqual([])
})

test('a class stands only where something must be thrown', () => {
  const classes = server().flatMap(({ path, code }) =>
    [...code.matchAll(/^(?:export )?(?:default )?class (\w+)(.*)$/gm)]
      .filter((match) => !/extends \w*Error\b/.test(match[2] ?? ''))
      .map((match) => `${path} ${match[1]}`),
  )
  expect(classes).toEqual([])
})

test('rooms are small: no file is longer than 400 lines', () => {
  const long = sources().filter(({ text }) => text.split('\n').length > 400)
  expect(long.map(({ path, text }) => `${path} ${text.split('\n').length}`)).toEqual([])
})

test('names are kebab-case and say what they are', () => {
  const odd = sources()
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^[a-z0-9._/-]+$/.test(path) || /(^|[/-])(utils?|helpers?|common|manager|misc)[./]/.test(path),
    )
  expect(odd).toEqual([])
})

test('only the command line and the announcement write to standard output', () => {
  expect(pathsWith(/\bconsole\.(log|info|warn|error)\b|process\.stdout\.write/)).toEqual([
    'src/cli.ts',
    'src/main.ts',
    'src/start.js',
  ])
})
