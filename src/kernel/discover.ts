// Gives zod's schemas their `.openapi`: before the first schema of a feature is made.
import '@hono/zod-openapi'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Card } from '#contracts/card.ts'
import type { Command } from '#contracts/command.ts'
import type { Connector } from '#contracts/connector.ts'
import type { EventKind } from '#contracts/event.ts'
import type { Feature, FeatureRoutes } from '#contracts/feature.ts'
import type { Surface } from '#contracts/surface.ts'
import type { AnyJob } from '#contracts/job.ts'
import { assert } from './assert.ts'

/** Everything that is found by its place in the tree. The path is the name. */
export interface Discovered {
  features: Map<string, Feature>
  routes: Map<string, FeatureRoutes>
  publicRoutes: Map<string, FeatureRoutes>
  connectors: Map<string, Connector>
  surfaces: Map<string, Surface>
  jobs: Map<string, AnyJob>
  cards: Map<string, Card>
  commands: Map<string, Command>
  eventKinds: Map<string, EventKind>
}

const root = join(import.meta.dirname, '../..')

/** Imports every feature, connector, command, job and card. Importing does no I/O of its own. */
export async function discover(): Promise<Discovered> {
  const found: Discovered = {
    features: new Map(),
    routes: new Map(),
    publicRoutes: new Map(),
    connectors: new Map(),
    surfaces: new Map(),
    jobs: new Map(),
    cards: new Map(),
    commands: new Map(),
    eventKinds: new Map(),
  }
  const [features, connectors, bots, commands] = await Promise.all([
    folders('src/features'),
    folders('connectors'),
    folders('bots'),
    modules('bots/commands'),
  ])
  await Promise.all(features.map((noun) => discoverFeature(noun, found)))
  await Promise.all(connectors.map((id) => discoverConnector(id, found)))
  await Promise.all(bots.map((name) => discoverBot(name, found)))
  for (const { name, exports } of commands) {
    const command = exports['command'] as Command | undefined
    assert(command?.name === name, `bots/commands/${name}.ts must export a command named ${name}`)
    found.commands.set(name, command)
  }
  return sorted(found)
}

async function discoverFeature(noun: string, found: Discovered): Promise<void> {
  const folder = `src/features/${noun}`
  const [top, jobs, cards] = await Promise.all([
    modules(folder, ['index.ts', 'routes.ts', 'public.ts', 'events.ts']),
    modules(`${folder}/jobs`),
    modules(`${folder}/cards`),
  ])
  for (const { name, exports } of top) {
    if (name === 'index') found.features.set(noun, (exports['feature'] as Feature | undefined) ?? {})
    if (name === 'routes') found.routes.set(noun, routesOf(`${folder}/routes.ts`, exports))
    if (name === 'public') found.publicRoutes.set(noun, routesOf(`${folder}/public.ts`, exports))
    if (name === 'events') addEventKinds(exports, found)
  }
  addJobs(noun, folder, jobs, found)
  for (const { name, exports } of cards) {
    const card = exports['card'] as Card | undefined
    assert(card?.type === name, `${folder}/cards/${name}.ts must export a card of type ${name}`)
    found.cards.set(name, card)
  }
}

function addJobs(noun: string, folder: string, jobs: Module[], found: Discovered): void {
  for (const { name, exports } of jobs) {
    const job = exports['job'] as AnyJob | undefined
    assert(
      job?.name === `${noun}/${name}`,
      `${folder}/jobs/${name}.ts must export a job named ${noun}/${name}`,
    )
    assert(!found.jobs.has(job.name), `two jobs are named ${job.name}`)
    found.jobs.set(job.name, job)
  }
}

function routesOf(file: string, exports: Record<string, unknown>): FeatureRoutes {
  assert(exports['routes'], `${file} must export routes`)
  return exports['routes'] as FeatureRoutes
}

async function discoverConnector(id: string, found: Discovered): Promise<void> {
  const [index] = await modules(`connectors/${id}`, ['index.ts'])
  if (!index) return
  const connector = index.exports['connector'] as Connector | undefined
  assert(connector?.id === id, `connectors/${id}/index.ts must export a connector with the id ${id}`)
  found.connectors.set(id, connector)
}

/**
 * A folder with an `index.ts` is a chat surface; its API (`routes.ts`), its paths outside the API (`public.ts`)
 * and its `jobs/` are found like a feature's.
 */
async function discoverBot(name: string, found: Discovered): Promise<void> {
  const folder = `bots/${name}`
  const [index] = await modules(folder, ['index.ts'])
  if (index) {
    const surface = index.exports['surface'] as Surface | undefined
    assert(surface?.id === name, `${folder}/index.ts must export a surface with the id ${name}`)
    found.surfaces.set(name, surface)
  }
  addJobs(name, folder, await modules(`${folder}/jobs`), found)
  for (const { name: file, exports } of await modules(folder, ['routes.ts', 'public.ts'])) {
    const mounted = file === 'routes' ? found.routes : found.publicRoutes
    assert(!mounted.has(name), `${folder} and src/features/${name} cannot both be served as ${name}`)
    mounted.set(name, routesOf(`${folder}/${file}.ts`, exports))
  }
}

function addEventKinds(exports: Record<string, unknown>, found: Discovered): void {
  for (const kind of Object.values(exports) as EventKind[]) {
    if (typeof kind !== 'object' || !('type' in kind)) continue
    assert(!found.eventKinds.has(kind.type), `the event ${kind.type} is declared once`)
    found.eventKinds.set(kind.type, kind)
  }
}

async function folders(path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true })
  // A folder whose name starts with _ holds what several share and is nothing by itself.
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
}

interface Module {
  name: string
  exports: Record<string, unknown>
}

async function modules(path: string, only?: string[]): Promise<Module[]> {
  const files = await readdir(join(root, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const wanted = files.filter((file) =>
    only ? only.includes(file) : file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  return Promise.all(
    wanted.map(async (file) => ({
      name: file.slice(0, -3),
      exports: (await import(pathToFileURL(join(root, path, file)).href)) as Record<string, unknown>,
    })),
  )
}

/** Order of features is by name wherever it does not matter, so that two starts do the same. */
function sorted(found: Discovered): Discovered {
  const byName = <T>(map: Map<string, T>) => new Map([...map].sort(([a], [b]) => a.localeCompare(b)))
  return {
    features: byName(found.features),
    routes: byName(found.routes),
    publicRoutes: byName(found.publicRoutes),
    connectors: byName(found.connectors),
    surfaces: byName(found.surfaces),
    jobs: byName(found.jobs),
    cards: byName(found.cards),
    commands: byName(found.commands),
    eventKinds: byName(found.eventKinds),
  }
}
