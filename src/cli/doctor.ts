import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '#kernel/config.ts'
import { makeLog } from '#kernel/log.ts'
import { openDatabaseBeside } from '../open-database.ts'
import { readKeys, readSetup } from '../read-setup.ts'
import { checkDatabase } from './doctor/check-database.ts'
import { checkPort, checkServers } from './doctor/check-network.ts'
import { good, look } from './doctor/check.ts'
import type { Check } from './doctor/check.ts'
import type { Verb } from './verb.ts'

const webPage = join(import.meta.dirname, '../../web/dist/app/index.html')

export const doctorVerb: Verb = {
  name: 'doctor',
  usage: '',
  summary: 'Look for what would keep Parley from working here, and say what to do',
  words: 0,
  options: {},
  async run({ environment }) {
    const checks = await examine(environment)
    const faults = checks.filter((check) => !check.ok).length
    return {
      ok: faults === 0,
      data: { ok: faults === 0, checks },
      lines: [
        ...checks.map(({ ok, name, detail }) => `${ok ? '✓' : '✗'} ${name}: ${detail}`),
        faults === 0
          ? 'All is well.'
          : `${faults === 1 ? 'One thing needs' : `${faults} things need`} attention.`,
      ],
    }
  },
}

async function examine(environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const node = good('node', process.versions.node)
  const setup: { config?: Config } = {}
  const environmentChecks = await look('environment', async () => {
    setup.config = (await readSetup(environment)).config
    return checkEnvironment(setup.config)
  })
  const { config } = setup
  if (!config) return [node, ...environmentChecks]
  const keyIds: string[] = []
  const keys = await look('encryption keys', async () => {
    keyIds.push(...(await readKeys(config)).keys.map((key) => key.id))
    const from = config.encryptionKeys ? 'ENCRYPTION_KEYS' : join(config.dataDir, 'secrets.json')
    return [good('encryption keys', `${keyIds.length} from ${from}`)]
  })
  return [
    node,
    ...environmentChecks,
    ...keys,
    ...(await look('database', () => examineDatabase(config, keyIds))),
    ...(await look('port', () => checkPort(config))),
    ...(await look('servers', () => checkServers(config))),
    checkWeb(),
  ]
}

function checkEnvironment(config: Config): Check[] {
  const reachable = config.isPublic
    ? `platforms reach us at ${config.publicUrl}`
    : 'PUBLIC_URL is not set: platforms that push (Instagram, Messenger) cannot reach us; Telegram is polled'
  return [
    good('environment', config.production ? 'production' : 'development'),
    good('public address', reachable),
    good('sandbox', config.sandbox ? 'on: pretended platforms to try things with' : 'off'),
  ]
}

async function examineDatabase(config: Config, keyIds: string[]): Promise<Check[]> {
  const database = await openDatabaseBeside(config, makeLog({ level: 'silent' }))
  try {
    const { url } = database
    return await checkDatabase({ url, ownerUrl: config.migrationUrl ?? config.directUrl ?? url }, keyIds)
  } finally {
    await database.close()
  }
}

function checkWeb(): Check {
  return good('web app', existsSync(webPage) ? 'built' : 'not built yet: the next start builds it')
}
