import { RE2JS } from 're2js'
import { errorText, invalid } from '#kernel/errors.ts'
import type { PreparedFacts } from './facts.ts'
import { isInHours } from './in-hours.ts'
import { makeWordMatcher } from './match-words.ts'
import { describeClause, describeCondition } from './sentence.schema.ts'
import { isGroup } from './schema.ts'
import type { Clause, Condition, Group, RuleDefinition } from './schema.ts'

export interface Verdict {
  matched: boolean
  found?: string
}
type Test = (facts: PreparedFacts) => Verdict

export type CompiledNode =
  | { kind: 'clause'; path: string; text: string; test: Test }
  | { kind: Group['kind']; path: string; text: string; of: CompiledNode[] }

export interface CompiledRule {
  definition: RuleDefinition
  when: CompiledNode
}

/** A pattern's time grows with text times pattern; what a customer really writes is far shorter. */
const maxPatternText = 40_000

/** Folds the words and compiles the patterns, once per version. Throws `invalid` with the place of the fault. */
export function compileRule(definition: RuleDefinition): CompiledRule {
  return { definition, when: compileNode(definition.when, '') }
}

function compileNode(condition: Condition, path: string): CompiledNode {
  if (!isGroup(condition)) {
    return { kind: 'clause', path, text: describeClause(condition), test: compileClause(condition, path) }
  }
  const of = condition.of.map((one, index) => compileNode(one, path === '' ? `${index}` : `${path}.${index}`))
  return { kind: condition.kind, path, text: describeCondition(condition), of }
}

const yes = (matched: boolean, found?: string): Verdict =>
  found === undefined ? { matched } : { matched, found }

function compileClause(clause: Clause, path: string): Test {
  switch (clause.kind) {
    case 'keyword': {
      const match = makeWordMatcher(clause.mode, clause.words)
      return (facts) => match(facts.folded())
    }
    case 'regex':
      return compilePattern(clause, path)
    case 'firstMessage':
      return (facts) => yes(facts.first)
    case 'startedConversation':
      return (facts) => yes(facts.started)
    case 'channel':
      return (facts) => yes(clause.ids.includes(facts.channelId))
    case 'connector':
      return (facts) => yes(clause.ids.includes(facts.connector), facts.connector)
    case 'hours':
      return (facts) => yes(isInHours(clause, facts.localTime(clause.zone)) === clause.inside)
    case 'author':
      return (facts) => yes(clause.is.includes(facts.authorKind), facts.authorKind)
    case 'label':
      return (facts) => {
        const found = clause.has.find((label) => facts.labels.includes(label))
        return yes(found !== undefined, found)
      }
    case 'status':
      return (facts) => yes(clause.is.includes(facts.status), facts.status)
    case 'assigned':
      return (facts) => yes(facts.assigned === clause.is)
    case 'story':
      return (facts) => yes(clause.is === 'any' ? facts.story !== null : facts.story === clause.is)
    case 'attachment':
      return (facts) => {
        const wanted = clause.kinds
        const found = facts.attachmentKinds.find((kind) => wanted.length === 0 || wanted.includes(kind))
        return yes(found !== undefined, found)
      }
    case 'language':
      return compileLanguage(clause.codes)
  }
}

function compileLanguage(codes: readonly string[]): Test {
  const wanted = codes.map((code) => code.toLowerCase().replaceAll('_', '-'))
  return ({ locale }) => {
    const own = locale?.toLowerCase().replaceAll('_', '-')
    return yes(
      own !== undefined && wanted.some((code) => own === code || own.startsWith(`${code}-`)),
      locale ?? 'not known',
    )
  }
}

/** RE2: linear in the text, whatever the pattern; so it has no look-around and no back-references. */
function compilePattern(clause: Clause & { kind: 'regex' }, path: string): Test {
  try {
    const pattern = RE2JS.compile(clause.pattern, clause.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
    return (facts) => {
      const matcher = pattern.matcher(facts.text.slice(0, maxPatternText))
      return matcher.find() ? yes(true, matcher.group()?.slice(0, 100)) : yes(false)
    }
  } catch (error) {
    const reason = errorText(error)
      .replace(/^error parsing regexp: /, '')
      .replace('`(?i)', '`')
    throw invalid(`This pattern does not work: ${reason}.`, {
      at: `when.${path}.pattern`,
      pattern: clause.pattern,
    })
  }
}
