import type { CompiledNode, CompiledRule } from './compile-rule.ts'
import type { PreparedFacts } from './facts.ts'
import type { TraceLine } from './schema.ts'

export interface Evaluation {
  matched: boolean
  /** Parts that were looked at; what could not change the answer any more was not. */
  trace: TraceLine[]
}

/** Pure: the same rule and facts give the same answer, live, in a backtest, and years later. */
export function evaluate(rule: CompiledRule, facts: PreparedFacts): Evaluation {
  const trace: TraceLine[] = []
  const matched = judge(rule.when, facts, trace)
  return { matched, trace }
}

function judge(node: CompiledNode, facts: PreparedFacts, trace: TraceLine[]): boolean {
  if (node.kind === 'clause') {
    const { matched, found } = node.test(facts)
    trace.push({ path: node.path, text: node.text, matched, ...(found === undefined ? {} : { found }) })
    return matched
  }
  const line: TraceLine = { path: node.path, text: node.text, matched: false }
  if (node.path !== '') trace.push(line)
  line.matched =
    node.kind === 'all'
      ? node.of.every((one) => judge(one, facts, trace))
      : node.of.some((one) => judge(one, facts, trace)) === (node.kind === 'any')
  return line.matched
}

/** The smallest part that decided: the clause that failed, or the whole group where none of it was true. */
export function decisivePath(rule: CompiledRule, trace: readonly TraceLine[]): string {
  const verdicts = new Map(trace.map((line) => [line.path, line.matched]))
  let node = rule.when
  for (;;) {
    if (node.kind === 'clause') return node.path
    const wanted = node.kind === 'not'
    const deciding: CompiledNode[] =
      node.kind === 'any'
        ? node.of.length === 1
          ? node.of
          : []
        : node.of.filter((one) => verdicts.get(one.path) === wanted)
    const next = deciding[0]
    if (!next) return node.path
    if (wanted && next.kind !== 'clause') return next.path
    node = next
  }
}
