import { makeLog } from '#kernel/log.ts'
import { migrate } from '#kernel/migrate.ts'
import { openDatabaseBeside } from '../open-database.ts'
import { readSetup } from '../read-setup.ts'
import type { Verb } from './verb.ts'

export const migrateVerb: Verb = {
  name: 'migrate',
  usage: '',
  summary: 'Bring the database to the schema of this version',
  words: 0,
  options: {},
  async run({ environment, tell }) {
    const { config } = await readSetup(environment)
    const database = await openDatabaseBeside(config, makeLog({ level: 'warn' }))
    try {
      const url = config.migrationUrl ?? config.directUrl ?? database.url
      const migrated = await migrate({ url, log: tell })
      const count = migrated.length === 1 ? 'One migration ran' : `${migrated.length} migrations ran`
      return {
        data: { migrated },
        lines: [
          migrated.length === 0 ? 'The database is up to date.' : `${count}; the database is up to date.`,
        ],
      }
    } finally {
      await database.close()
    }
  },
}
