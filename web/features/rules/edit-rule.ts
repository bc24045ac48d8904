import { ruleDefinition } from '#features/rules/schema.ts'
import type { Action, Condition, Group, RuleDefinition } from '#features/rules/schema.ts'

/** Paths as in a rule's sentence: `when`, `when.0.2`, `then.1`, `otherwise.0`. */
export type Branch = 'then' | 'otherwise'

export interface Edited {
  rule: RuleDefinition
  /** Where the part stands now. */
  path: string
}

export const isGroup = (condition: Condition): condition is Group => 'of' in condition
export const branchOf = (path: string): Branch => (path.startsWith('then') ? 'then' : 'otherwise')
const steps = (path: string) => path.split('.').slice(1).map(Number)
const parentOf = (path: string) => path.slice(0, path.lastIndexOf('.'))
const placeOf = (path: string) => Number(path.slice(path.lastIndexOf('.') + 1))

export function conditionAt(rule: RuleDefinition, path: string): Condition | undefined {
  let at: Condition | undefined = rule.when
  for (const step of steps(path)) at = at && isGroup(at) ? at.of[step] : undefined
  return at
}

/** @param next undefined takes it away */
export function setCondition(
  rule: RuleDefinition,
  path: string,
  next: Condition | undefined,
): RuleDefinition {
  return { ...rule, when: inGroup(rule.when, steps(path), next) }
}

function inGroup(group: Group, path: readonly number[], next: Condition | undefined): Group {
  const [at, ...rest] = path
  if (at === undefined) return next && isGroup(next) ? next : group
  return {
    ...group,
    of: group.of.flatMap((one, index) => {
      if (index !== at) return [one]
      if (rest.length === 0) return next ? [next] : []
      return isGroup(one) ? [inGroup(one, rest, next)] : [one]
    }),
  }
}

export function addCondition(rule: RuleDefinition, groupPath: string, condition: Condition): Edited {
  const group = conditionAt(rule, groupPath)
  if (!group || !isGroup(group)) return { rule, path: groupPath }
  return {
    rule: setCondition(rule, groupPath, { ...group, of: [...group.of, condition] }),
    path: `${groupPath}.${group.of.length}`,
  }
}

export function setAction(rule: RuleDefinition, path: string, next: Action | undefined): RuleDefinition {
  const place = placeOf(path)
  const branch = branchOf(path)
  const list = rule[branch].flatMap((one, index) => (index === place ? (next ? [next] : []) : [one]))
  return { ...rule, [branch]: list }
}

export function addAction(rule: RuleDefinition, branch: Branch, action: Action): Edited {
  return {
    rule: { ...rule, [branch]: [...rule[branch], action] },
    path: `${branch}.${rule[branch].length}`,
  }
}

/** One place up (-1) or down (1) among its neighbours; at the end it stays. */
export function movePart(rule: RuleDefinition, path: string, by: -1 | 1): Edited {
  const parent = parentOf(path)
  const place = placeOf(path)
  if (!path.startsWith('when')) {
    const branch = branchOf(path)
    const list = swapped(rule[branch], place, by)
    return list ? { rule: { ...rule, [branch]: list }, path: `${parent}.${place + by}` } : { rule, path }
  }
  const group = conditionAt(rule, parent)
  const of = group && isGroup(group) ? swapped(group.of, place, by) : undefined
  if (!group || !isGroup(group) || !of) return { rule, path }
  return { rule: setCondition(rule, parent, { ...group, of }), path: `${parent}.${place + by}` }
}

function swapped<T>(list: readonly T[], place: number, by: -1 | 1): T[] | undefined {
  const [one, other] = [list[place], list[place + by]]
  if (one === undefined || other === undefined) return undefined
  return list.map((item, index) => (index === place ? other : index === place + by ? one : item))
}

/** What stands in the way of saving, by the path of the part; `name` and `then` are paths too. */
export function problemsOf(rule: RuleDefinition): Map<string, string> {
  const problems = new Map<string, string>()
  const parsed = ruleDefinition.safeParse(rule)
  for (const issue of parsed.error?.issues ?? []) {
    const path = partPath(issue.path)
    if (!problems.has(path)) problems.set(path, inWords(issue.message))
  }
  addEmptyGroups(rule.when, 'when', problems)
  for (const branch of ['then', 'otherwise'] as const) {
    for (const [index, action] of rule[branch].entries()) {
      if (action.kind === 'label' && action.add.length + action.remove.length === 0)
        problems.set(`${branch}.${index}`, 'Choose a label to add or to take off.')
    }
  }
  return problems
}

function addEmptyGroups(group: Group, path: string, problems: Map<string, string>): void {
  for (const [index, one] of group.of.entries()) {
    if (!isGroup(one)) continue
    const at = `${path}.${index}`
    if (one.of.length === 0) problems.set(at, 'This group is empty. Add a condition, or remove the group.')
    addEmptyGroups(one, at, problems)
  }
}

/** `when, of, 0, of, 1, words` is a fault of the part `when.0.1`. */
function partPath(path: readonly PropertyKey[]): string {
  const [root, ...rest] = path
  const places: string[] = []
  for (const step of rest) {
    if (step === 'of') continue
    if (typeof step !== 'number') break
    places.push(String(step))
    if (root !== 'when') break
  }
  return [String(root ?? ''), ...places].join('.')
}

const inWords = (message: string) => (/^(Too small|Invalid)/.test(message) ? 'Choose at least one.' : message)

/** Equal in meaning: the order of keys is the database's business. */
export const isSameRule = (one: RuleDefinition, other: RuleDefinition): boolean =>
  stable(one) === stable(other)

export const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
