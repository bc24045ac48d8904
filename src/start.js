// `--max-semi-space-size=16` in package.json, Dockerfile and fly.toml: newer Nodes let young objects take 128 MB and never
// give them back.

// Plain JavaScript that any Node from 18 on can parse: an older Node cannot load the .ts files at all.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as modules from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const root = fileURLToPath(new URL('../', import.meta.url))
const bundledNode = `${root}node_modules/node/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`
const args = process.argv.slice(2)

// Most of a start is reading and compiling modules; the second one finds them compiled. Absent before Node 22.
modules.enableCompileCache?.(`${root}node_modules/.cache/compiled`)

// A container stage that installs packages before it copies web/ must not fail.
const nothingToBuild = args[0] === 'build' && !existsSync(`${root}web/vite.config.ts`)

if (nothingToBuild) process.exitCode = 0
else if (Number.parseInt(process.versions.node, 10) >= NEEDED) await start()
else if (existsSync(bundledNode)) runAgain()
else {
  console.error(
    `Parley needs Node.js ${NEEDED} or newer, this is ${process.versions.node} and the bundled one is missing: ` +
      'run `npm ci` with install scripts allowed, or install a newer Node.js.',
  )
  process.exitCode = 1
}

async function start() {
  // Without this channel's news a killed parent would leave us holding the port and the data folder.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
  try {
    await dispatch()
  } catch (error) {
    const known = error instanceof Error && 'exitMessage' in error && typeof error.exitMessage === 'string'
    console.error(known ? error.exitMessage : error)
    process.exit(1)
  }
}

async function dispatch() {
  if (args[0] === undefined) {
    await import('./mend-postgres.ts')
    const { main } = await import('./main.ts')
    await main()
  } else if (args[0] === 'cli') {
    await import('./mend-postgres.ts')
    const { runCli } = await import('./cli.ts')
    const code = await runCli(args.slice(1))
    if (typeof code === 'number') process.exitCode = code
  } else if (args[0] === 'build') {
    const { buildWebIfStale } = await import('./build-web.ts')
    await buildWebIfStale(root)
  } else {
    console.error(`Unknown argument "${args[0]}". Use: start.js [cli <verb> … | build]`)
    process.exitCode = 1
  }
}

function runAgain() {
  const sizes = process.execArgv.filter((arg) => arg.startsWith('--max-'))
  const command = [bundledNode, ...sizes, fileURLToPath(import.meta.url), ...args]
  // kill -9 of this process must take the real one with it, as if they were one.
  const dieWithParent = ['setpriv', '--pdeathsig', 'KILL']
  const canDie = spawnSync('setpriv', [...dieWithParent.slice(1), 'true']).status === 0
  const [file, ...rest] = canDie ? [...dieWithParent, ...command] : command
  const child = spawn(file, rest, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A terminal sends Ctrl-C to both of us; passing it on as well would count as a second, impatient one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  child.on('error', (error) => {
    console.error(`The bundled Node.js could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal]
  })
}
