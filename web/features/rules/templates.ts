import type { RuleDefinition } from '#features/rules/schema.ts'

export interface RuleTemplate {
  id: string
  /** What it is good for, in a line. */
  about: string
  definition: RuleDefinition
}

const rule = (name: string, parts: Pick<RuleDefinition, 'when' | 'then'> & Partial<RuleDefinition>) => ({
  otherwise: [],
  stop: false,
  cooldown: null,
  oncePerContact: false,
  ...parts,
  name,
})

/** @param zone the organisation's, for opening hours */
export const ruleTemplates = (zone: string): RuleTemplate[] => [
  {
    id: 'answer',
    about: 'A question that comes every day, answered at once.',
    definition: rule('Answer a common question', {
      when: { kind: 'all', of: [{ kind: 'keyword', mode: 'any', words: ['price', 'how much', 'cost'] }] },
      then: [
        {
          kind: 'reply',
          text: 'Hi {firstName|there}! You find all prices in our shop. Tell us what you are looking for and we help you choose.',
        },
        { kind: 'label', add: ['price'], remove: [] },
      ],
      cooldown: { seconds: 3_600, per: 'conversation' },
    }),
  },
  {
    id: 'away',
    about: 'Tells who writes at night when you are back.',
    definition: rule('Away message', {
      when: {
        kind: 'all',
        of: [{ kind: 'hours', weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', zone, inside: false }],
      },
      then: [
        {
          kind: 'reply',
          text: 'Thanks for your message, {firstName|friend}! We are closed right now and answer on the next working day.',
        },
      ],
      cooldown: { seconds: 12 * 3_600, per: 'contact' },
    }),
  },
  {
    id: 'welcome',
    about: 'A first hello for people who write for the first time.',
    definition: rule('Welcome', {
      when: { kind: 'all', of: [{ kind: 'firstMessage' }] },
      then: [
        { kind: 'wait', seconds: 60, cancelOnHumanReply: true, cancelOnCustomerReply: false },
        {
          kind: 'reply',
          text: 'Hi {firstName|there}, welcome to {org}! We have your message and will answer soon.',
        },
      ],
      oncePerContact: true,
    }),
  },
  {
    id: 'urgent',
    about: 'Complaints rise to the top of the list.',
    definition: rule('Urgent first', {
      when: {
        kind: 'any',
        of: [
          { kind: 'keyword', mode: 'any', words: ['broken', 'refund', 'complaint', 'damaged', 'urgent'] },
          { kind: 'regex', pattern: '!{3,}', ignoreCase: true },
        ],
      },
      then: [
        { kind: 'priority', priority: 3 },
        { kind: 'label', add: ['complaint'], remove: [] },
      ],
    }),
  },
  {
    id: 'story',
    about: 'Thanks everybody who mentions you in a story.',
    definition: rule('Story mentions', {
      when: { kind: 'all', of: [{ kind: 'story', is: 'mention' }] },
      then: [{ kind: 'reply', text: 'Thank you for the mention, {firstName|friend}! 💚' }],
      cooldown: { seconds: 86_400, per: 'contact' },
    }),
  },
  {
    id: 'thanks',
    about: 'A plain thank-you needs no answer: it is resolved.',
    definition: rule('Thanks needs no answer', {
      when: {
        kind: 'all',
        of: [{ kind: 'keyword', mode: 'exact', words: ['thanks', 'thank you', 'ok', '👍'] }],
      },
      then: [{ kind: 'resolve' }],
      stop: true,
    }),
  },
]

export const blankRule: RuleDefinition = rule('New rule', { when: { kind: 'all', of: [] }, then: [] })
