import { describe, expect, test } from 'vitest'
import { evaluate, namesIn } from './formula.ts'
import { parseFormula } from './parse-formula.ts'
import { resolveFormula } from './resolve-formula.ts'
import type { OwnMetric } from './resolve-formula.ts'

const own = (formula: string, slug = 'mine', unit?: OwnMetric['unit']): OwnMetric => ({
  slug,
  name: slug,
  category: 'Our own',
  formula,
  unit,
})
const resolved = (formula: string, unit?: OwnMetric['unit'], others: OwnMetric[] = []) => {
  const me = own(formula, 'mine', unit)
  return resolveFormula(me, new Map([...others, me].map((one) => [one.slug, one])))
}
const value = (formula: string, values: Record<string, number | null> = {}) =>
  evaluate(parseFormula(formula), (id) => values[id] ?? null)

describe('a formula is read', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2 - -3', 1],
    ['10 / 4 / 5', 0.5],
    ['min(3, 2, 5) + max(1, 4) + abs(-2) + round(2.5) + round(-2.5)', 8],
    ['3 × 2 ÷ 4 − 1', 0.5],
  ])('%s is %d', (formula, result) => {
    expect(value(formula)).toBe(result)
  })

  test('with figures by name, in any case', () => {
    expect(value('(Saves + shares) / reach * 100', { saves: 3, shares: 1, reach: 80 })).toBe(5)
    expect(namesIn(parseFormula('reach + reach / saves'))).toEqual(['reach', 'saves'])
  })

  test('divided by zero, and what is not measured, is no value', () => {
    expect(value('reach / (saves - 3)', { reach: 1, saves: 3 })).toBeNull()
    expect(value('reach + saves', { reach: 1 })).toBeNull()
    expect(value('max(reach, saves)', { reach: 1 })).toBeNull()
  })

  test.each([
    'reach.constructor',
    'reach[0]',
    'reach = 1',
    'reach ? 1 : 2',
    'reach && 1',
    'reach % 2',
    '"reach"',
    'process.exit(1)',
    'eval(1)',
    'this',
    'reach; 1',
    'reach saves',
    '() => 1',
    '[1]',
    '!reach',
    '~reach',
    'min(1)',
    'abs(1, 2)',
    '1e400',
    '()',
    '',
    '(1',
  ])('%s is refused', (formula) => {
    expect(() => parseFormula(formula)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  test('what is too long, too deep or has too many parts is refused', () => {
    expect(() => parseFormula('1+'.repeat(160) + '1')).toThrow('300 characters')
    expect(() => parseFormula(`${'abs('.repeat(30)}1${')'.repeat(30)}`)).toThrow('too deep')
    expect(() => parseFormula(`${'1+'.repeat(18)}max(${'1,'.repeat(60)}1)`)).toThrow('parts')
  })
})

describe('units', () => {
  test.each([
    ['(saves + shares) / reach * 100', 'percent'],
    ['engagements / posts_published', 'count'],
    ['watch_time / views', 'seconds'],
    ['engagement_rate - ctr', 'percent'],
    ['reach * engagement_rate / 100', 'count'],
    ['resolution_time - first_response_time', 'seconds'],
    ['engagement_rate * 2', 'percent'],
    ['2 * (reach / likes)', 'count'],
    ['first_response_time + 60', 'seconds'],
  ])('%s comes out as %s', (formula, unit) => {
    expect(resolved(formula).unit).toBe(unit)
  })

  test.each([
    ['reach + watch_time', 'A count and a time cannot be added'],
    ['reach - engagement_rate', 'A count and a percentage cannot be taken from each other'],
    ['reach * likes', 'means nothing'],
    ['max(ctr, reach)', 'cannot be compared by max()'],
    ['reach / watch_time', 'cannot be divided by a time'],
    ['1 + 2', 'at least one figure'],
    ['csat / 2', 'Satisfaction is not measured. Customers are not asked for a rating yet. The nearest'],
    ['happiness + 1', 'There is no figure called happiness'],
    ['messages_received / reach', 'One formula cannot hold both'],
    ['followers / posts_published', 'One formula cannot hold both'],
  ])('%s is refused with the reason', (formula, reason) => {
    expect(() => resolved(formula)).toThrow(reason)
  })

  test('that were asked for must fit', () => {
    expect(resolved('saves / reach', 'percent').unit).toBe('percent')
    expect(() => resolved('reach', 'seconds')).toThrow('cannot be shown as a time')
    expect(() => resolved('engagement_rate', 'count')).toThrow('cannot be shown as a count')
  })
})

describe('metrics of metrics', () => {
  test('are put in, with their figures and their unit', () => {
    const rate = own('saves / reach * 100', 'save_rate')
    const metric = resolved('save_rate - engagement_rate', undefined, [rate])
    expect(metric).toMatchObject({ unit: 'percent', per: 'reach' })
    expect(metric.formula).toContain('saves / reach × 100 − engagement rate')
  })

  test('that go round in a circle are refused, and the circle is named', () => {
    expect(() => resolved('mine + 1')).toThrow('circle: mine → mine')
    const [a, b] = [own('b + reach', 'a'), own('mine * 2', 'b')]
    expect(() => resolved('a / 2', undefined, [a, b])).toThrow('circle: mine → a → b → mine')
  })

  test('that grow without end are refused at once', () => {
    const chain = Array.from({ length: 190 }, (_, at) =>
      own(at < 2 ? 'reach' : `m${at - 1} + m${at - 2}`, `m${at}`),
    )
    expect(() => resolved('m189', undefined, chain)).toThrow('too large')
  })
})
