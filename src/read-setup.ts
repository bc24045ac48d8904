import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readConfig } from '#kernel/config.ts'
import type { Config } from '#kernel/config.ts'
import { discover } from '#kernel/discover.ts'
import type { Discovered } from '#kernel/discover.ts'
import { newKey, parseKeys } from '#kernel/secrets.ts'
import { StartError } from '#kernel/start-error.ts'

/** What there is and how it is configured: the first step of the program and of every command. */
export async function readSetup(
  environment: NodeJS.ProcessEnv,
): Promise<{ found: Discovered; config: Config }> {
  const found = await discover()
  const declared = [...found.connectors.values(), ...found.surfaces.values()].flatMap((plug) =>
    Object.keys(plug.env),
  )
  const config = readConfig(environment, declared)
  return { found, config: { ...config, dataDir: resolve(config.dataDir) } }
}

/** In production from the environment; else made once and kept in the data folder. */
export async function readKeys(config: Config) {
  const file = join(config.dataDir, 'secrets.json')
  const given = { encryptionKeys: config.encryptionKeys, authSecret: config.authSecret }
  if (given.encryptionKeys && given.authSecret)
    return { keys: parseKeys(given.encryptionKeys), authSecret: given.authSecret }
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new StartError(
      `The file ${file} cannot be read (${error.code}). Give this user the right to read it.`,
    )
  })
  const secrets = kept
    ? (JSON.parse(kept) as { encryptionKeys: string; authSecret: string })
    : { encryptionKeys: newKey(), authSecret: randomBytes(32).toString('base64url') }
  if (!kept) await writeFile(file, JSON.stringify(secrets), { mode: 0o600 })
  return {
    keys: parseKeys(given.encryptionKeys ?? secrets.encryptionKeys),
    authSecret: given.authSecret ?? secrets.authSecret,
  }
}
