import type { Action, Clause, Condition, Group, RuleDefinition } from './schema.ts'

/** A rule in words, cut where an editor opens: `path` leads to the part, e.g. `when.0.2` or `then.1`. */
export interface SentencePart {
  kind: 'word' | 'group' | 'clause' | 'action' | 'option'
  text: string
  path?: string
  depth?: number
}

/** Names for ids that only the caller can look up. */
export interface SentenceNames {
  channel?: (id: string) => string | undefined
  member?: (id: string) => string | undefined
}

const days = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const priorityNames = ['none', 'low', 'high', 'urgent']
const joiners = { all: 'and', any: 'or', not: 'nor' } as const
const openers = { all: 'all of', any: 'any of', not: 'none of' } as const

const list = (items: readonly string[], last = 'or') =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`
const quoted = (items: readonly string[], last?: string) =>
  list(
    items.map((item) => `“${item}”`),
    last,
  )

function describeKeyword(clause: Clause & { kind: 'keyword' }): string {
  const { words } = clause
  if (clause.mode === 'exact') return `the message is ${quoted(words)}`
  if (clause.mode === 'all') return `the message has ${quoted(words, 'and')}`
  if (clause.mode === 'any') return `the message has ${quoted(words)}`
  return `the text contains ${quoted(words)}`
}

function describeDays(weekdays: readonly number[]): string {
  const sorted = [...new Set(weekdays)].sort((a, b) => a - b)
  const [first, last] = [sorted[0] ?? 1, sorted.at(-1) ?? 1]
  if (sorted.length === 7) return 'every day'
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${days[first]}–${days[last]}`
  return sorted.map((day) => days[day]).join(', ')
}

export function describeClause(clause: Clause, names: SentenceNames = {}): string {
  switch (clause.kind) {
    case 'keyword':
      return describeKeyword(clause)
    case 'regex':
      return `the text fits /${clause.pattern}/${clause.ignoreCase ? 'i' : ''}`
    case 'firstMessage':
      return 'it is the first message of this person'
    case 'startedConversation':
      return 'it starts a conversation'
    case 'channel':
      return `it came in on ${list(clause.ids.map((id) => names.channel?.(id) ?? 'a channel'))}`
    case 'connector':
      return `it came by ${list(clause.ids)}`
    case 'hours': {
      const span = clause.from === clause.to ? 'all day' : `${clause.from}–${clause.to}`
      return `it is ${clause.inside ? '' : 'not '}${describeDays(clause.weekdays)} ${span} (${clause.zone})`
    }
    case 'author':
      return `it was written by ${list(clause.is)}`
    case 'label':
      return `the conversation is labelled ${quoted(clause.has)}`
    case 'status':
      return `the conversation is ${list(clause.is)}`
    case 'assigned':
      return clause.is ? 'somebody owns the conversation' : 'nobody owns the conversation'
    case 'story':
      return { reply: 'it answers a story', mention: 'a story mentions us', any: 'it is about a story' }[
        clause.is
      ]
    case 'attachment':
      return clause.kinds.length > 0 ? `it has ${list(clause.kinds)} attached` : 'it has something attached'
    case 'language':
      return `the person’s language is ${list(clause.codes)}`
  }
}

const isGroup = (condition: Condition): condition is Group => 'of' in condition

export function describeCondition(condition: Condition, names?: SentenceNames): string {
  if (!isGroup(condition)) return describeClause(condition, names)
  if (condition.of.length === 0) return condition.kind === 'any' ? 'nothing at all' : 'any message'
  const parts = condition.of.map((one) =>
    isGroup(one) ? `(${describeCondition(one, names)})` : describeCondition(one, names),
  )
  const joined = parts.join(` ${condition.kind === 'not' ? 'or' : joiners[condition.kind]} `)
  return condition.kind === 'not' ? `not: ${joined}` : joined
}

export function describeSpan(seconds: number): string {
  const units: Array<[number, string]> = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ]
  const [size, name] = units.find(([length]) => seconds % length === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

export function describeAction(action: Action, names: SentenceNames = {}): string {
  switch (action.kind) {
    case 'reply':
      return `${action.ask ? 'suggest the reply' : 'reply'} “${action.text}”`
    case 'assign':
      return action.memberId === null
        ? 'take it from its owner'
        : `assign it to ${names.member?.(action.memberId) ?? 'a member'}`
    case 'label':
      return [
        action.add.length > 0 ? `add the label ${quoted(action.add, 'and')}` : '',
        action.remove.length > 0 ? `take off the label ${quoted(action.remove, 'and')}` : '',
      ]
        .filter(Boolean)
        .join(' and ')
    case 'note':
      return `note “${action.text}”`
    case 'priority':
      return `set the priority to ${priorityNames[action.priority] ?? 'none'}`
    case 'resolve':
      return 'resolve it'
    case 'snooze':
      return `snooze it for ${describeSpan(action.seconds)}`
    case 'wait': {
      const who = [
        action.cancelOnHumanReply ? 'a person' : '',
        action.cancelOnCustomerReply ? 'the customer' : '',
      ]
      const unless = list(who.filter(Boolean))
      return `wait ${describeSpan(action.seconds)}${unless ? `, unless ${unless} writes first` : ''}`
    }
  }
}

function groupParts(group: Group, path: string, depth: number, names: SentenceNames): SentencePart[] {
  const joiner: SentencePart = { kind: 'word', text: joiners[group.kind], depth }
  return group.of.flatMap((one, index) => {
    const at = `${path}.${index}`
    const part: SentencePart[] = isGroup(one)
      ? [
          { kind: 'group', text: openers[one.kind], path: at, depth: depth + 1 },
          ...groupParts(one, at, depth + 1, names),
        ]
      : [{ kind: 'clause', text: describeClause(one, names), path: at, depth }]
    return index === 0 ? part : [joiner, ...part]
  })
}

function actionParts(
  actions: readonly Action[],
  branch: 'then' | 'otherwise',
  names: SentenceNames,
): SentencePart[] {
  return actions.flatMap((action, index) => {
    const part: SentencePart = {
      kind: 'action',
      text: describeAction(action, names),
      path: `${branch}.${index}`,
    }
    return index === 0 ? [part] : [{ kind: 'word', text: 'and' } satisfies SentencePart, part]
  })
}

/** The whole rule as parts, in reading order; joined by blanks it is the sentence. */
export function describeRule(rule: RuleDefinition, names: SentenceNames = {}): SentencePart[] {
  const word = (text: string): SentencePart => ({ kind: 'word', text })
  const option = (text: string, path: string): SentencePart => ({ kind: 'option', text, path })
  const when: SentencePart[] =
    rule.when.of.length === 0
      ? [{ kind: 'group', text: describeCondition(rule.when), path: 'when', depth: 0 }]
      : [
          ...(rule.when.kind === 'not'
            ? [{ kind: 'group', text: openers.not, path: 'when' } satisfies SentencePart]
            : []),
          ...groupParts(rule.when, 'when', 0, names),
        ]
  const { cooldown } = rule
  return [
    word('When'),
    ...when,
    ...(rule.then.length > 0 ? [word('then'), ...actionParts(rule.then, 'then', names)] : []),
    ...(rule.otherwise.length > 0
      ? [word('otherwise'), ...actionParts(rule.otherwise, 'otherwise', names)]
      : []),
    ...(rule.oncePerContact ? [option('once per person', 'oncePerContact')] : []),
    ...(cooldown
      ? [option(`at most every ${describeSpan(cooldown.seconds)} per ${cooldown.per}`, 'cooldown')]
      : []),
    ...(rule.stop ? [option('and stop there', 'stop')] : []),
  ]
}

export const ruleSentence = (rule: RuleDefinition, names?: SentenceNames): string =>
  describeRule(rule, names)
    .map((part) => (part.kind === 'option' ? `, ${part.text}` : ` ${part.text}`))
    .join('')
    .trim()
