import jsep from 'jsep'
import { invalid } from '#kernel/errors.ts'
import { functions, operators } from './formula.ts'
import type { Formula } from './formula.ts'

export const longestFormula = 300
const mostParts = 60
const deepest = 20
const largestNumber = 1e12

/**
 * Reads a formula. jsep reads the syntax of a programming language and runs nothing; of what it reads only numbers,
 * names, the four operations, brackets and four functions are taken.
 */
export function parseFormula(text: string): Formula {
  if (text.trim() === '') throw invalid('Write a formula, like saves / reach * 100.')
  if (text.length > longestFormula)
    throw invalid(`A formula may have ${longestFormula} characters; this one has ${text.length}.`)
  const count = { parts: 0 }
  return take(syntaxOf(text), 1, count)
}

function syntaxOf(text: string): jsep.Expression {
  // People write what they see.
  const plain = text.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-').replaceAll('·', '*')
  try {
    return jsep(plain)
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    throw invalid(`This formula cannot be read${said === '' ? '' : `: ${said.toLowerCase()}`}.`)
  }
}

function take(node: jsep.Expression, depth: number, count: { parts: number }): Formula {
  count.parts += 1
  if (count.parts > mostParts) throw invalid(`A formula may have ${mostParts} parts. Make two metrics of it.`)
  if (depth > deepest) throw invalid('These brackets are too deep. Make two metrics of it.')
  const inside = (part: unknown) => take(partOf(part), depth + 1, count)
  switch (node.type) {
    case 'Literal':
      return numberOf(node['value'])
    case 'Identifier':
      return { kind: 'metric', id: textOf(node['name']).toLowerCase() }
    case 'UnaryExpression':
      return unary(node['operator'], inside(node['argument']))
    case 'BinaryExpression': {
      const operator = operators.find((one) => one === node['operator'])
      if (!operator) throw unknown(`“${textOf(node['operator'])}”`)
      return { kind: 'operation', operator, left: inside(node['left']), right: inside(node['right']) }
    }
    case 'CallExpression':
      return call(node, inside)
    default:
      throw unknown('This')
  }
}

function call(node: jsep.Expression, inside: (part: unknown) => Formula): Formula {
  const said = partOf(node['callee'])['name']
  const name = functions.find((one) => one === said)
  if (!name) throw unknown(`“${typeof said === 'string' ? said : '('}”`)
  const args: unknown[] = Array.isArray(node['arguments']) ? node['arguments'] : []
  const isOne = name === 'abs' || name === 'round'
  if (isOne ? args.length !== 1 : args.length < 2)
    throw invalid(`${name}() takes ${isOne ? 'one value' : 'two values or more'}.`)
  return { kind: 'call', name, args: args.map(inside) }
}

function unary(operator: unknown, argument: Formula): Formula {
  if (operator === '+') return argument
  if (operator !== '-') throw unknown(`“${String(operator)}”`)
  return argument.kind === 'number'
    ? { kind: 'number', value: -argument.value }
    : { kind: 'operation', operator: '*', left: { kind: 'number', value: -1 }, right: argument }
}

function numberOf(value: unknown): Formula {
  if (typeof value !== 'number') throw unknown(`“${String(value)}”`)
  if (!Number.isFinite(value) || Math.abs(value) > largestNumber) throw invalid('This number is too large.')
  return { kind: 'number', value }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function partOf(part: unknown): jsep.Expression {
  if (typeof part !== 'object' || part === null || !('type' in part) || typeof part.type !== 'string')
    throw unknown('This')
  return { ...part, type: part.type }
}

const unknown = (what: string) =>
  invalid(
    `${what} has no place in a formula. Use figures, numbers, + − * / and brackets, min, max, abs, round.`,
  )
