// Gives schemas their names in the API: before any of them is made.
import '@hono/zod-openapi'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, Row } from './bench.ts'
import { openRun } from './env.ts'
import { busyWarning, machine, table, writeReadme } from './report.ts'

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
})

const known = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort()
const unknown = names.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
  process.exit(2)
}

const busy = busyWarning()
if (busy) console.error(busy)

const tell = (line: string) => console.error(`  ${line}`)
const run = openRun({ quick: options.quick, tell })
const rows: Row[] = []
const broken: string[] = []
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true
    void run.end().finally(() => process.exit(130))
  })
}

try {
  for (const name of names.length > 0 ? names : known) {
    if (interrupted) break
    await runOne(name)
  }
  await tellResult()
} finally {
  await run.end()
}

/** A scenario that breaks does not hide the others' figures, and makes the run fail. */
async function runOne(name: string): Promise<void> {
  console.error(`\n── ${name}`)
  try {
    const { bench } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as { bench: Bench }
    const measured = await bench.run(run.env)
    rows.push(...measured)
    console.error(table(measured))
  } catch (error) {
    if (interrupted) return
    broken.push(name)
    console.error(error)
  } finally {
    await run.endScenario()
  }
}

async function tellResult(): Promise<void> {
  if (interrupted) return
  const where = machine(await run.postgresVersion())
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else console.log(`\n${where}\n\n${table(rows)}`)
  if (busy) console.error(`\n${busy}`)
  if (broken.length > 0) console.error(`\nBroke, so without figures: ${broken.join(', ')}`)
  if (options.readme && broken.length === 0) writeReadme(rows, where)
  process.exitCode = broken.length > 0 || rows.some((row) => row.pass === false) ? 1 : 0
}
