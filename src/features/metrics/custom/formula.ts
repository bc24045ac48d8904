import { invalid } from '#kernel/errors.ts'
import type { Unit } from '#contracts/chart.ts'

/** A formula as it is kept in memory. A metric is named by its id, or, of our own ones, by the part after `custom:`. */
export type Formula =
  | { kind: 'number'; value: number }
  | { kind: 'metric'; id: string }
  | { kind: 'operation'; operator: Operator; left: Formula; right: Formula }
  | { kind: 'call'; name: FormulaFunction; args: Formula[] }

export const operators = ['+', '-', '*', '/'] as const
export type Operator = (typeof operators)[number]
export const functions = ['min', 'max', 'abs', 'round'] as const
export type FormulaFunction = (typeof functions)[number]

/** The metrics that it names, each once. */
export function namesIn(formula: Formula): string[] {
  const of = (node: Formula): string[] => {
    if (node.kind === 'metric') return [node.id]
    if (node.kind === 'operation') return [...of(node.left), ...of(node.right)]
    return node.kind === 'call' ? node.args.flatMap(of) : []
  }
  return [...new Set(of(formula))]
}

/** What it comes to; null where a part is not measured, or where it would be divided by zero. */
export function evaluate(formula: Formula, valueOf: (id: string) => number | null): number | null {
  const value = evaluated(formula, valueOf)
  return value === null || !Number.isFinite(value) ? null : value
}

function evaluated(node: Formula, valueOf: (id: string) => number | null): number | null {
  if (node.kind === 'number') return node.value
  if (node.kind === 'metric') return valueOf(node.id)
  if (node.kind === 'call') {
    const values = node.args.map((arg) => evaluated(arg, valueOf))
    const known = values.filter((value) => value !== null)
    return known.length < values.length ? null : called(node.name, known)
  }
  const [left, right] = [evaluated(node.left, valueOf), evaluated(node.right, valueOf)]
  if (left === null || right === null) return null
  switch (node.operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? null : left / right
  }
}

function called(name: FormulaFunction, values: number[]): number {
  if (name === 'min') return Math.min(...values)
  if (name === 'max') return Math.max(...values)
  const [value = 0] = values
  // As the database rounds: a half goes away from zero.
  return name === 'abs' ? Math.abs(value) : Math.sign(value) * Math.round(Math.abs(value))
}

/** `number` is what was typed as such; `ratio` is what a quotient of like things is. */
export type Quantity = 'number' | 'ratio' | 'count' | 'percent' | 'seconds'

const words: Record<Quantity, string> = {
  number: 'a number',
  ratio: 'a ratio',
  count: 'a count',
  percent: 'a percentage',
  seconds: 'a time',
}

/** What kind of thing it comes to. Throws `invalid` where things are put together that do not belong together. */
export function quantityOf(formula: Formula, of: (id: string) => Quantity): Quantity {
  if (formula.kind === 'number') return 'number'
  if (formula.kind === 'metric') return of(formula.id)
  if (formula.kind === 'call')
    return formula.args
      .map((arg) => quantityOf(arg, of))
      .reduce((left, right) => alike(left, right, `cannot be compared by ${formula.name}()`))
  const [left, right] = [quantityOf(formula.left, of), quantityOf(formula.right, of)]
  if (formula.operator === '*') return product(left, right)
  if (formula.operator === '/') return quotient(left, right)
  return alike(left, right, formula.operator === '+' ? 'cannot be added' : 'cannot be taken from each other')
}

function alike(left: Quantity, right: Quantity, why: string): Quantity {
  if (left === right || right === 'number') return left
  if (left === 'number') return right
  throw invalid(`${capital(words[left])} and ${words[right]} ${why}.`)
}

function product(left: Quantity, right: Quantity): Quantity {
  const isPlain = (one: Quantity) => one === 'number' || one === 'ratio'
  if (isPlain(left)) return right === 'number' ? left : right
  if (isPlain(right)) return left
  // A share of it.
  if (left === 'percent' && right !== 'percent') return right
  if (right === 'percent' && left !== 'percent') return left
  throw invalid(`${capital(words[left])} times ${words[right]} means nothing. Divide, or use a number.`)
}

function quotient(left: Quantity, right: Quantity): Quantity {
  if (right === 'number') return left
  if (left === right) return 'ratio'
  if (right === 'seconds') throw invalid(`${capital(words[left])} cannot be divided by a time.`)
  return left === 'number' ? 'ratio' : left
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const ownUnits = ['count', 'percent', 'seconds'] as const
export type OwnUnit = (typeof ownUnits)[number]

/** The unit that it is shown in. Throws `invalid` where it does not come out so. */
export function unitOfFormula(formula: Formula, quantity: Quantity, asked: OwnUnit | undefined): OwnUnit {
  if (quantity === 'number') throw invalid('Use at least one figure of the catalogue, like reach.')
  const natural =
    quantity === 'seconds' || quantity === 'percent'
      ? quantity
      : quantity === 'ratio' && hasHundred(formula)
        ? 'percent'
        : 'count'
  if (asked === undefined) return natural
  const fits = quantity === 'ratio' ? asked !== 'seconds' : asked === quantity
  if (!fits) throw invalid(`It comes out as ${words[quantity]}, which cannot be shown as ${shown[asked]}.`)
  return asked
}

const shown: Record<OwnUnit, string> = { count: 'a count', percent: 'percent', seconds: 'a time' }

const hasHundred = (node: Formula): boolean =>
  node.kind === 'number'
    ? node.value === 100
    : node.kind === 'operation'
      ? hasHundred(node.left) || hasHundred(node.right)
      : node.kind === 'call' && node.args.some(hasHundred)

export const quantityOfUnit = (unit: Unit): Quantity => (unit === 'money' ? 'count' : unit)

/** What it is divided by at last, in words; undefined: it is no quotient. */
export function dividedBy(formula: Formula, nameOf: (id: string) => string): string | undefined {
  if (formula.kind !== 'operation') return undefined
  if (formula.operator === '/' && namesIn(formula.right).length > 0)
    return formulaWords(formula.right, nameOf)
  return dividedBy(formula.left, nameOf) ?? dividedBy(formula.right, nameOf)
}

/** With the names of the metrics, and no more brackets than needed. */
export function formulaWords(node: Formula, nameOf: (id: string) => string): string {
  if (node.kind === 'number') return String(node.value)
  if (node.kind === 'metric') return nameOf(node.id)
  if (node.kind === 'call')
    return `${node.name}(${node.args.map((arg) => formulaWords(arg, nameOf)).join(', ')})`
  const isSum = node.operator === '+' || node.operator === '-'
  const side = (part: Formula, isRight: boolean) => {
    const binds =
      part.kind === 'operation' &&
      (isSum ? isRight && node.operator === '-' : isRight || part.operator === '+' || part.operator === '-')
    const text = formulaWords(part, nameOf)
    return binds ? `(${text})` : text
  }
  return `${side(node.left, false)} ${signs[node.operator]} ${side(node.right, true)}`
}

const signs: Record<Operator, string> = { '+': '+', '-': '−', '*': '×', '/': '/' }
