import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { discover } from '#kernel/discover.ts'
import type { Discovered } from '#kernel/discover.ts'
import { product, root } from './sources.ts'

let found: Discovered
beforeAll(async () => {
  found = await discover()
})

const namesAt = (pattern: RegExp) =>
  product().flatMap(({ path }) => {
    const groups = pattern.exec(path)?.slice(1)
    return groups ? [groups.join('/')] : []
  })

const plugs: Array<[what: string, pattern: RegExp, map: (all: Discovered) => ReadonlyMap<string, unknown>]> =
  [
    ['features', /^src\/features\/([a-z][\w-]*)\/index\.ts$/, (all) => all.features],
    ['routes', /^(?:src\/features|bots)\/([a-z][\w-]*)\/routes\.ts$/, (all) => all.routes],
    ['public routes', /^(?:src\/features|bots)\/([a-z][\w-]*)\/public\.ts$/, (all) => all.publicRoutes],
    ['jobs', /^(?:src\/features|bots)\/([a-z][\w-]*)\/jobs\/([\w-]+)\.ts$/, (all) => all.jobs],
    ['cards', /^src\/features\/[a-z][\w-]*\/cards\/([\w-]+)\.ts$/, (all) => all.cards],
    ['connectors', /^connectors\/([a-z][\w-]*)\/index\.ts$/, (all) => all.connectors],
    ['commands', /^bots\/commands\/([\w-]+)\.ts$/, (all) => all.commands],
  ]

test.each(plugs)(
  'what is found as %s is what stands there, under the name of its place',
  (_what, pattern, map) => {
    expect([...map(found).keys()].sort()).toEqual(namesAt(pattern).sort())
  },
)

test('every connector is a folder with its README, and its cases for the contract tests', () => {
  expect(found.connectors.size).toBeGreaterThan(0)
  const missing = [...found.connectors.keys()]
    .flatMap((id) => [`connectors/${id}/README.md`, `connectors/${id}/cases.ts`])
    .filter((path) => !existsSync(join(root, path)))
  expect(missing).toEqual([])
})

test('the events that a job follows are declared', () => {
  for (const job of found.jobs.values()) {
    if (!('on' in job)) continue
    for (const kind of job.on)
      expect(found.eventKinds.get(kind.type), `${job.name} follows ${kind.type}`).toBe(kind)
  }
})

test('a file is named after something that it exports', () => {
  const conventional = /^(index|schema|tables|queries|routes|public|events|client|map|webhook|sandbox)$/
  const named = product().filter(
    ({ path }) =>
      /^src\/features\/[^/]+\/[\w-]+\.ts$/.test(path) && !conventional.test(basename(path, '.ts')),
  )
  expect(named.length).toBeGreaterThan(20)
  const without = named.filter(({ code }) => !/^export /m.test(code)).map(({ path }) => path)
  expect(without).toEqual([])
  const folders = new Set(named.map(({ path }) => dirname(path)))
  for (const folder of folders) expect(folder).toMatch(/^src\/features\/[a-z][a-z-]*$/)
})
