import { describe, expect, test } from 'vitest'
import type { Condition, RuleDefinition } from '#features/rules/schema.ts'
import {
  addAction,
  addCondition,
  conditionAt,
  isSameRule,
  movePart,
  problemsOf,
  setAction,
  setCondition,
} from './edit-rule.ts'
import { ruleTemplates } from './templates.ts'

const word = (text: string): Condition => ({ kind: 'keyword', mode: 'any', words: [text] })
const rule: RuleDefinition = {
  name: 'Test',
  when: { kind: 'all', of: [word('a'), { kind: 'any', of: [word('b'), word('c')] }] },
  then: [{ kind: 'resolve' }, { kind: 'reply', text: 'Hi' }],
  otherwise: [],
  stop: false,
  cooldown: null,
  oncePerContact: false,
}

describe('parts of a rule', () => {
  test('a part is found, replaced and taken away at its path, and the others stay', () => {
    expect(conditionAt(rule, 'when.1.0')).toEqual(word('b'))
    const changed = setCondition(rule, 'when.1.0', word('x'))
    expect(changed.when.of).toEqual([word('a'), { kind: 'any', of: [word('x'), word('c')] }])
    expect(setCondition(rule, 'when.0', undefined).when.of).toEqual([rule.when.of[1]])
    expect(setAction(rule, 'then.0', undefined).then).toEqual([{ kind: 'reply', text: 'Hi' }])
  })

  test('what is added tells where it stands', () => {
    const added = addCondition(rule, 'when.1', word('d'))
    expect(added.path).toBe('when.1.2')
    expect(conditionAt(added.rule, added.path)).toEqual(word('d'))
    expect(addAction(rule, 'otherwise', { kind: 'resolve' })).toMatchObject({
      path: 'otherwise.0',
      rule: { otherwise: [{ kind: 'resolve' }] },
    })
  })

  test('a part moves among its neighbours, and stays at the ends', () => {
    const moved = movePart(rule, 'when.1.1', -1)
    expect(moved.path).toBe('when.1.0')
    expect(conditionAt(moved.rule, 'when.1.0')).toEqual(word('c'))
    expect(movePart(rule, 'when.0', -1)).toEqual({ rule, path: 'when.0' })
    expect(movePart(rule, 'then.0', 1).rule.then.map(({ kind }) => kind)).toEqual(['reply', 'resolve'])
    expect(movePart(rule, 'then.1', 1).path).toBe('then.1')
  })
})

describe('what stands in the way of saving', () => {
  test('is told by the path of the part', () => {
    const broken: RuleDefinition = {
      ...rule,
      name: ' ',
      when: {
        kind: 'all',
        of: [
          { kind: 'any', of: [word('b'), { kind: 'keyword', mode: 'any', words: [] }] },
          { kind: 'not', of: [] },
          { kind: 'status', is: [] },
        ],
      },
      then: [{ kind: 'resolve' }, { kind: 'reply', text: '' }, { kind: 'label', add: [], remove: [] }],
    }
    expect(Object.fromEntries(problemsOf(broken))).toEqual({
      name: 'Give the rule a name.',
      'when.0.1': 'Add at least one word.',
      'when.1': 'This group is empty. Add a condition, or remove the group.',
      'when.2': 'Choose at least one.',
      'then.1': 'Write the text first.',
      'then.2': 'Choose a label to add or to take off.',
    })
    expect(problemsOf({ ...rule, then: [] }).get('then')).toBe('Say what the rule should do.')
  })

  test('is nothing for the templates', () => {
    for (const { definition } of ruleTemplates('Europe/Berlin'))
      expect([...problemsOf(definition)]).toEqual([])
  })
})

test('the order of keys is no change', () => {
  const { name, ...others } = rule
  expect(isSameRule(rule, { ...others, name })).toBe(true)
  expect(isSameRule(rule, { ...rule, name: 'Other' })).toBe(false)
})
