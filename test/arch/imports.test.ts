import { expect, test } from 'vitest'
import { product } from './sources.ts'
import type { Import } from './sources.ts'

/** Imports point left. A feature that is not named here may be anywhere, as long as there is no circle. */
const orders = [
  ['orgs', 'channels', 'contacts', 'media', 'inbox', 'rules', 'demo'],
  ['inbox', 'webchat', 'demo'],
  ['orgs', 'media', 'charts', 'chats'],
  ['approvals', 'posts', 'calendar'],
  ['metrics', 'ask', 'reports', 'dashboards'],
]
const surfaces = ['slack', 'discord', 'telegram', 'console', 'mcp']
/** The one file of a feature, beside schemas, whose values the web may use. */
const chartOption = 'src/features/charts/option.ts'
/** What a connector may take from the kernel as values; all else it gets by argument. */
const forConnectors = ['assert.ts', 'errors.ts', 'http-client.ts'].map((file) => `src/kernel/${file}`)

interface Zone {
  kind:
    | 'kernel'
    | 'contracts'
    | 'http'
    | 'worker'
    | 'feature'
    | 'connector'
    | 'bots'
    | 'web'
    | 'root'
    | 'migrations'
  /** The feature, connector or part of the bots. */
  name: string
}

function zoneOf(path: string): Zone | undefined {
  const [top = '', second = '', third = ''] = path.split('/')
  if (top === 'src' && second === 'features') return { kind: 'feature', name: third }
  if (top === 'src') {
    const known = (['kernel', 'contracts', 'http', 'worker'] as const).find((kind) => kind === second)
    return { kind: known ?? 'root', name: '' }
  }
  if (top === 'connectors') return { kind: 'connector', name: second }
  if (top === 'bots') return { kind: 'bots', name: second }
  if (top === 'web') return { kind: 'web', name: second === 'widget' ? 'widget' : '' }
  return top === 'migrations' ? { kind: 'migrations', name: '' } : undefined
}

const isIndex = (path: string) => /^src\/features\/[^/]+\/index\.ts$/.test(path)
const isSchema = (path: string) => /^src\/features\/[^/]+\/([\w-]+\.)?schema\.ts$/.test(path)

/** The table "from \ may import" of the design. */
function mayImport(path: string, from: Zone, { to, typeOnly }: Import, target: Zone): boolean {
  if (from.kind === target.kind && from.name === target.name) return true
  switch (from.kind) {
    case 'root':
      return true
    case 'kernel':
      return target.kind === 'contracts' && typeOnly
    case 'contracts':
      return target.kind === 'kernel'
    case 'migrations':
      return target.kind === 'kernel'
    case 'http':
    case 'worker':
      return target.kind === 'kernel' || target.kind === 'contracts'
    case 'feature':
      if (target.kind === 'feature') return isIndex(to) || (isSchema(path) && isSchema(to))
      return target.kind === 'kernel' || target.kind === 'contracts'
    case 'connector':
      if (target.kind === 'connector') return target.name.startsWith('_')
      if (target.kind === 'kernel') return typeOnly || forConnectors.includes(to)
      return target.kind === 'contracts'
    case 'bots':
      return mayBotsImport(from.name, to, target)
    case 'web':
      return mayWebImport(from.name, to, typeOnly, target)
  }
}

function mayBotsImport(part: string, to: string, target: Zone): boolean {
  if (target.kind === 'contracts') return true
  if (part === 'commands') return target.kind === 'feature' && isIndex(to)
  if (target.kind === 'kernel') return true
  if (part === 'core') return target.kind === 'feature' && isIndex(to)
  return target.kind === 'bots' && target.name === 'core' && surfaces.includes(part)
}

function mayWebImport(part: string, to: string, typeOnly: boolean, target: Zone): boolean {
  if (part === 'widget') return typeOnly && to === 'src/features/webchat/schema.ts'
  // The console and the rules draw what a command answers, which is a contract.
  if (to === 'src/contracts/reply.ts' || to === 'src/contracts/chart.ts') return typeOnly
  // A chart looks the same in the browser, in chats and in files: one builder, which the browser loads.
  if (to === chartOption) return true
  if (target.kind !== 'feature') return false
  return isSchema(to) || (typeOnly && to.endsWith('/routes.ts'))
}

test('each part imports only what it may', () => {
  const wrong: string[] = []
  for (const source of product()) {
    const from = zoneOf(source.path)
    if (!from) continue
    for (const one of source.imports) {
      const target = zoneOf(one.to)
      if (one.to.startsWith('test/')) wrong.push(`${source.path} imports ${one.to}, which is for tests`)
      if (target && !mayImport(source.path, from, one, target))
        wrong.push(`${source.path} may not import ${one.typeOnly ? 'the types of ' : ''}${one.to}`)
    }
  }
  expect(wrong).toEqual([])
})

test('a schema imports zod and schemas only, so that the web may use it', () => {
  const wrong = product()
    .filter(({ path }) => isSchema(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ to, typeOnly }) => to !== 'zod' && !isSchema(to) && !typeOnly)
        .map(({ to }) => `${path} imports ${to}`),
    )
  expect(wrong).toEqual([])
})

test('the look of charts imports types only, so that nothing else comes along into the browser', () => {
  const isLook = (path: string) => path === chartOption || path.startsWith('src/features/charts/look/')
  const look = product().filter(({ path }) => isLook(path))
  expect(look.length).toBeGreaterThan(3)
  const wrong = look.flatMap(({ path, imports }) =>
    imports.filter(({ to, typeOnly }) => !typeOnly && !isLook(to)).map(({ to }) => `${path} imports ${to}`),
  )
  expect(wrong).toEqual([])
})

function featureImports(): Array<[from: string, to: string]> {
  return product().flatMap(({ path, imports }) => {
    const from = zoneOf(path)
    if (from?.kind !== 'feature') return []
    return imports.flatMap(({ to }): Array<[string, string]> => {
      const target = zoneOf(to)
      return target?.kind === 'feature' && target.name !== from.name ? [[from.name, target.name]] : []
    })
  })
}

test('features import to the left', () => {
  const wrong = featureImports().filter(([from, to]) =>
    orders.some((order) => order.includes(from) && order.indexOf(to) > order.indexOf(from)),
  )
  expect(wrong).toEqual([])
})

test('features import in no circle', () => {
  const edges = featureImports()
  const left = new Set(edges.flat())
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const name of left) if (!edges.some(([from, to]) => from === name && left.has(to))) left.delete(name)
  }
  expect([...left]).toEqual([])
})
