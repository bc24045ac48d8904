import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ConnectorCases } from '#contracts/connector-cases.ts'
import type { Connector, ConnectorIo } from '#contracts/connector.ts'
import { must } from '#kernel/assert.ts'
import { systemClock } from '#kernel/clock.ts'
import { discover } from '#kernel/discover.ts'
import { makeHttpClient } from '#kernel/http-client.ts'
import type { Limiter } from '#kernel/limiter.ts'
import { makeLog } from '#kernel/log.ts'

export interface Candidate {
  id: string
  connector: Connector
  cases: ConnectorCases
}

const root = join(import.meta.dirname, '../../connectors')

/** Every connector by its folder alone, with the cases it brings. One without cases fails the suite. */
export async function loadConnectors(): Promise<Candidate[]> {
  const { connectors } = await discover()
  return Promise.all(
    [...connectors].map(async ([id, connector]) => {
      const path = join(root, id, 'cases.ts')
      if (!existsSync(path)) throw new Error(`connectors/${id}/cases.ts is missing`)
      const { cases } = (await import(pathToFileURL(path).href)) as { cases?: ConnectorCases }
      return { id, connector, cases: must(cases, `export "cases" of connectors/${id}/cases.ts`) }
    }),
  )
}

/** What `verify` gets; it needs no network. */
export function ioOfCases({ cases }: Candidate): ConnectorIo & { credentials: Record<string, string> } {
  const log = makeLog({ level: 'silent' })
  return {
    env: cases.env,
    credentials: cases.credentials,
    http: makeHttpClient({ trustedBaseUrls: [], log, userAgent: 'test' }),
    trust: 'sandbox',
    clock: systemClock,
    log,
    limiter: {} as Limiter,
    publicUrl: undefined,
  }
}
