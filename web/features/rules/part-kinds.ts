import {
  AtSign,
  CircleCheckBig,
  Clock,
  FlagTriangleRight,
  Group,
  Hash,
  Hourglass,
  Languages,
  MessageSquarePlus,
  MessageSquareReply,
  MessageSquareText,
  Moon,
  Paperclip,
  Plug,
  Regex,
  Sparkles,
  StickyNote,
  Tag,
  UserRound,
  UserRoundCheck,
  type LucideIcon,
} from 'lucide-react'
import type { Action, Clause, Condition, Group as ConditionGroup } from '#features/rules/schema.ts'

interface Kind<T> {
  label: string
  hint?: string
  group: string
  icon: LucideIcon
  keywords?: readonly string[]
  /** What it begins as. */
  make: (zone: string) => T
}

const kind = <T>(
  group: string,
  icon: LucideIcon,
  label: string,
  make: Kind<T>['make'],
  hint?: string,
): Kind<T> => ({
  group,
  icon,
  label,
  make,
  ...(hint ? { hint } : {}),
})

export const clauseKinds: Record<Clause['kind'], Kind<Clause>> = {
  keyword: kind(
    'What was written',
    MessageSquareText,
    'Words or phrases',
    () => ({ kind: 'keyword', mode: 'any', words: [] }),
    'Any, all, the whole text, or part of a word',
  ),
  regex: kind(
    'What was written',
    Regex,
    'A pattern',
    () => ({ kind: 'regex', pattern: '', ignoreCase: true }),
    'Regular expression',
  ),
  attachment: kind('What was written', Paperclip, 'Something attached', () => ({
    kind: 'attachment',
    kinds: [],
  })),
  story: kind(
    'What was written',
    AtSign,
    'A story',
    () => ({ kind: 'story', is: 'mention' }),
    'An answer to one, or a mention in one',
  ),
  firstMessage: kind('Who writes', Sparkles, 'First message of a person', () => ({ kind: 'firstMessage' })),
  startedConversation: kind('Who writes', MessageSquarePlus, 'Starts a conversation', () => ({
    kind: 'startedConversation',
  })),
  language: kind('Who writes', Languages, 'Language of the person', () => ({ kind: 'language', codes: [] })),
  author: kind('Who writes', UserRound, 'Kind of author', () => ({ kind: 'author', is: ['contact'] })),
  hours: kind(
    'When and where',
    Clock,
    'Hours',
    (zone) => ({ kind: 'hours', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', zone, inside: true }),
    'Inside or outside of opening hours',
  ),
  channel: kind('When and where', Hash, 'Channel', () => ({ kind: 'channel', ids: [] })),
  connector: kind('When and where', Plug, 'Platform', () => ({ kind: 'connector', ids: [] })),
  label: kind('The conversation', Tag, 'Has a label', () => ({ kind: 'label', has: [] })),
  status: kind('The conversation', CircleCheckBig, 'Status', () => ({ kind: 'status', is: ['open'] })),
  assigned: kind('The conversation', UserRoundCheck, 'Has an owner', () => ({ kind: 'assigned', is: false })),
}

export const groupNames: Record<ConditionGroup['kind'], string> = {
  all: 'all of these',
  any: 'any of these',
  not: 'none of these',
}

const groupMakers: Record<`group-${ConditionGroup['kind']}`, Kind<Condition>> = {
  'group-all': kind(
    'Groups',
    Group,
    'All of…',
    () => ({ kind: 'all', of: [] }),
    'Every condition inside must be true',
  ),
  'group-any': kind(
    'Groups',
    Group,
    'Any of…',
    () => ({ kind: 'any', of: [] }),
    'One condition inside is enough',
  ),
  'group-not': kind(
    'Groups',
    Group,
    'None of…',
    () => ({ kind: 'not', of: [] }),
    'No condition inside may be true',
  ),
}

export const actionKinds: Record<Action['kind'], Kind<Action>> = {
  reply: kind(
    'Answer',
    MessageSquareReply,
    'Reply',
    () => ({ kind: 'reply', text: '' }),
    'A text with the customer’s name and more',
  ),
  note: kind(
    'Answer',
    StickyNote,
    'Write a note',
    () => ({ kind: 'note', text: '' }),
    'Only your team sees it',
  ),
  assign: kind('Sort', UserRoundCheck, 'Assign', () => ({ kind: 'assign', memberId: null })),
  label: kind('Sort', Tag, 'Label', () => ({ kind: 'label', add: [], remove: [] })),
  priority: kind('Sort', FlagTriangleRight, 'Set the priority', () => ({ kind: 'priority', priority: 2 })),
  resolve: kind('Put away', CircleCheckBig, 'Resolve', () => ({ kind: 'resolve' })),
  snooze: kind('Put away', Moon, 'Snooze', () => ({ kind: 'snooze', seconds: 3_600 })),
  wait: kind(
    'Time',
    Hourglass,
    'Wait',
    () => ({ kind: 'wait', seconds: 300, cancelOnHumanReply: true, cancelOnCustomerReply: false }),
    'What follows happens later, unless somebody is faster',
  ),
}

export type ConditionChoice = Clause['kind'] | keyof typeof groupMakers
export const conditionKinds: Record<ConditionChoice, Kind<Condition>> = { ...clauseKinds, ...groupMakers }

/** Kinds with nothing to set: added, they are done. */
export const isPlain = (part: Condition | Action): boolean =>
  part.kind === 'firstMessage' || part.kind === 'startedConversation' || part.kind === 'resolve'
