import { invalid } from '#kernel/errors.ts'
import type { Metric } from '../catalogue.ts'
import { catalogue } from '../catalogue.ts'
import { dividedBy, formulaWords, namesIn, quantityOf, quantityOfUnit, unitOfFormula } from './formula.ts'
import type { Formula, OwnUnit, Quantity } from './formula.ts'
import { parseFormula } from './parse-formula.ts'

/** A metric of our own as it is stored. */
export interface OwnMetric {
  slug: string
  name: string
  category: string
  formula: string
  unit: OwnUnit | undefined
}

export const ownPrefix = 'custom:'
export const ownId = (slug: string) => `${ownPrefix}${slug}`

/** With all that it is made of: more than this nobody reads, and nothing may grow without end. */
const mostPartsResolved = 300

/**
 * Makes the metric that can be asked for: metrics of our own inside it are replaced by their formulas, units are
 * checked. Throws `invalid` for what does not exist or is not measured, for a circle, and for units that do not fit.
 */
export function resolveFormula(own: OwnMetric, all: ReadonlyMap<string, OwnMetric>): Metric {
  const { formula, quantity } = resolve(own, { all, path: [], done: new Map() })
  if (sizeOf(formula) > mostPartsResolved)
    throw invalid('With all that it is made of, this formula is too large.')
  const leaves = namesIn(formula).map(builtIn)
  const unit = unitOfFormula(formula, quantity, own.unit)
  checkBases(leaves)
  const nameOf = (id: string) => builtIn(id).name.toLowerCase()
  const per = dividedBy(formula, nameOf)
  return {
    id: ownId(own.slug),
    name: own.name,
    unit,
    formula: `${formulaWords(formula, nameOf)}, of the sums${leaves.length > 1 ? ' over what has all of it' : ''}`,
    make: { kind: 'formula', tree: formula, leaves },
    category: own.category,
    ...(per === undefined ? {} : { per }),
  }
}

interface Resolved {
  formula: Formula
  quantity: Quantity
}

interface Way {
  all: ReadonlyMap<string, OwnMetric>
  /** From the one that is asked for down to here. */
  path: string[]
  /** Each is made once, however often it is named. */
  done: Map<string, Resolved>
}

function resolve(own: OwnMetric, way: Way): Resolved {
  const { all, path, done } = way
  const known = done.get(own.slug)
  if (known) return known
  if (path.includes(own.slug))
    throw invalid(
      `This goes round in a circle: ${[...path.slice(path.indexOf(own.slug)), own.slug].join(' → ')}.`,
    )
  const inside = new Map<string, Resolved>()
  const parsed = parseFormula(own.formula)
  for (const id of namesIn(parsed)) {
    const other = catalogue.has(id) ? undefined : all.get(id)
    if (other) inside.set(id, resolve(other, { ...way, path: [...path, own.slug] }))
    else checkMeasured(id)
  }
  const quantity = quantityOf(parsed, (id) => inside.get(id)?.quantity ?? quantityOfUnit(builtIn(id).unit))
  const formula = replaced(parsed, inside, { left: mostPartsResolved })
  // A ratio that is shown in percent goes on as a percentage.
  const isPercent = quantity === 'ratio' && unitOfFormula(parsed, quantity, own.unit) === 'percent'
  const resolved = { formula, quantity: isPercent ? ('percent' as const) : quantity }
  done.set(own.slug, resolved)
  return resolved
}

function replaced(node: Formula, inside: ReadonlyMap<string, Resolved>, room: { left: number }): Formula {
  const put = (part: Formula) => replaced(part, inside, room)
  switch (node.kind) {
    case 'metric': {
      const other = inside.get(node.id)?.formula
      if (!other) return node
      room.left -= sizeOf(other)
      if (room.left < 0) throw invalid('With all that it is made of, this formula is too large.')
      return other
    }
    case 'operation':
      return { ...node, left: put(node.left), right: put(node.right) }
    case 'call':
      return { ...node, args: node.args.map(put) }
    case 'number':
      return node
  }
}

const sizeOf = (node: Formula): number =>
  node.kind === 'operation'
    ? 1 + sizeOf(node.left) + sizeOf(node.right)
    : node.kind === 'call'
      ? 1 + node.args.reduce((sum, arg) => sum + sizeOf(arg), 0)
      : 1

function builtIn(id: string): Metric {
  const metric = catalogue.get(id)
  if (!metric) throw invalid(`There is no figure called ${id}.`)
  return metric
}

function checkMeasured(id: string): void {
  const { name, make } = builtIn(id)
  if (make.kind === 'none')
    throw invalid(`${name} is not measured. ${make.why} The nearest that is: ${make.nearest}.`)
}

/** Posts, accounts and the inbox count different things: one formula stands on one of them. */
function checkBases(leaves: Metric[]): void {
  const of = (kinds: string[]) => leaves.filter(({ make }) => kinds.includes(make.kind))
  const names = (metrics: Metric[]) => metrics.map((metric) => metric.name).join(' and ')
  const inbox = of(['inbox'])
  if (inbox.length > 0 && inbox.length < leaves.length)
    throw invalid(
      `${names(inbox)} ${inbox.length === 1 ? 'is' : 'are'} about conversations, ${names(leaves.filter((one) => one.make.kind !== 'inbox'))} about posts and accounts. One formula cannot hold both.`,
    )
  const [levels, published] = [of(['level', 'growth']), of(['published'])]
  if (levels.length > 0 && published.length > 0)
    throw invalid(
      `${names(levels)} ${levels.length === 1 ? 'is' : 'are'} known of accounts only, ${names(published)} of posts only. One formula cannot hold both.`,
    )
}
