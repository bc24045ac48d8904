import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { AppError, errorText } from '#kernel/errors.ts'
import { StartError } from '#kernel/start-error.ts'
import { apiKeyCreateVerb } from './cli/api-key-create.ts'
import { channelAddVerb } from './cli/channel-add.ts'
import { doctorVerb } from './cli/doctor.ts'
import { migrateVerb } from './cli/migrate.ts'
import { openApp } from './cli/open-app.ts'
import { orgCreateVerb } from './cli/org-create.ts'
import { replayVerb } from './cli/replay.ts'
import { userSignInLinkVerb } from './cli/user-sign-in-link.ts'
import { UsageError } from './cli/verb.ts'
import type { Answer, Call, Verb } from './cli/verb.ts'
import type { MadeApp } from './make-app.ts'

export const verbs: readonly Verb[] = [
  migrateVerb,
  doctorVerb,
  orgCreateVerb,
  userSignInLinkVerb,
  apiKeyCreateVerb,
  channelAddVerb,
  replayVerb,
]

interface Surroundings {
  environment: NodeJS.ProcessEnv
  stdin: NodeJS.ReadableStream
  stdout(line: string): void
  stderr(line: string): void
}

const ours: Surroundings = {
  environment: process.env,
  stdin: process.stdin,
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
}

/**
 * `npm run parley -- <verb>`; resolves with the exit code: 0 done, 1 not done or in need of attention,
 * 2 typed wrongly. With `--json` standard output is one line `{ success, data, error }` whatever happens.
 *
 * @example await runCli(['user', 'sign-in-link', 'ana@example.com', '--json'])
 */
export async function runCli(args: string[], around: Surroundings = ours): Promise<number> {
  const json = args.includes('--json')
  const asked = args.filter((arg) => arg !== '--json')
  if (asked.length === 0 || asked[0] === 'help' || asked.includes('--help')) return showHelp(around, json)
  const verb = findVerb(asked)
  try {
    if (!verb) throw new UsageError(`There is no "${asked.join(' ')}".`)
    const answer = await runVerb(verb, asked, around)
    const lines = json ? [JSON.stringify({ success: true, data: answer.data })] : answer.lines
    for (const line of lines) around.stdout(line)
    return answer.ok === false ? 1 : 0
  } catch (error) {
    return tellError(error, verb, around, json)
  }
}

const nameWords = (verb: Verb) => verb.name.split(' ')

function findVerb(args: string[]): Verb | undefined {
  return verbs.find((verb) => nameWords(verb).every((word, index) => args[index] === word))
}

async function runVerb(verb: Verb, args: string[], around: Surroundings): Promise<Answer> {
  const { values, positionals } = parse(verb, args.slice(nameWords(verb).length))
  if (positionals.length !== verb.words) {
    throw new UsageError(positionals.length < verb.words ? 'Something is missing.' : 'That is too much.')
  }
  let opened: MadeApp | undefined
  const call: Call = {
    words: positionals,
    options: values,
    environment: around.environment,
    app: async () => (opened ??= await openApp(around.environment)).app,
    input: () => text(around.stdin),
    tell: (line) => around.stderr(line),
  }
  try {
    return await verb.run(call)
  } finally {
    await opened?.close()
  }
}

function parse(verb: Verb, args: string[]) {
  try {
    return parseArgs({ args, options: verb.options, allowPositionals: true })
  } catch (error) {
    // Its second sentence is about option syntax that nobody asked for.
    throw new UsageError(`${errorText(error).split('. ')[0]}.`)
  }
}

/** What nobody foresaw is thrown on, so that its stack is seen. */
function tellError(error: unknown, verb: Verb | undefined, around: Surroundings, json: boolean): number {
  const known = describeError(error, verb)
  if (!known) throw error
  if (json)
    around.stdout(JSON.stringify({ success: false, error: { code: known.code, message: known.message } }))
  else around.stderr([known.message, ...known.hint].join('\n'))
  return error instanceof UsageError ? 2 : 1
}

function describeError(error: unknown, verb: Verb | undefined) {
  if (error instanceof UsageError) {
    const hint = verb ? `Use: parley ${verb.name} ${verb.usage}`.trimEnd() : 'See: npm run parley -- help'
    return { code: 'usage', message: error.message, hint: [hint] }
  }
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: [] }
  if (error instanceof StartError) return { code: 'precondition', message: error.exitMessage, hint: [] }
  return undefined
}

function showHelp(around: Surroundings, json: boolean): number {
  if (json) {
    const data = verbs.map(({ name, usage, summary }) => ({ name, usage, summary }))
    around.stdout(JSON.stringify({ success: true, data }))
    return 0
  }
  around.stdout('npm run parley -- <verb> [--json]\n')
  for (const verb of verbs)
    around.stdout(`  ${`${verb.name} ${verb.usage}`.trimEnd()}\n      ${verb.summary}`)
  return 0
}
