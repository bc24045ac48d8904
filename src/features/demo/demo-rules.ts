import type { Ctx } from '#kernel/app.ts'
import { createRule } from '#features/rules/index.ts'
import type { CreateRule } from '#features/rules/index.ts'

/** Some rules to look at and to play with. */
export async function fillDemoRules(owner: Ctx): Promise<void> {
  for (const rule of demoRules) await createRule(owner, rule)
}

const demoRules: CreateRule[] = [
  {
    enabled: true,
    definition: {
      name: 'Opening hours',
      when: {
        kind: 'all',
        of: [
          {
            kind: 'keyword',
            mode: 'any',
            words: ['opening hours', 'open', 'geöffnet', 'horario', 'horaires'],
          },
        ],
      },
      then: [
        {
          kind: 'reply',
          text: 'Hi {firstName|there}! We are here Monday to Saturday, 9 to 18 h. Orders online are always welcome. 🌿',
        },
        { kind: 'label', add: ['hours'] },
      ],
      stop: true,
      cooldown: { seconds: 600, per: 'conversation' },
    },
  },
  {
    enabled: true,
    definition: {
      name: 'Order number',
      when: { kind: 'all', of: [{ kind: 'regex', pattern: '\\b1\\d{4}\\b', ignoreCase: true }] },
      then: [{ kind: 'label', add: ['order'] }],
    },
  },
  {
    enabled: true,
    definition: {
      name: 'Story mentions',
      when: { kind: 'all', of: [{ kind: 'story', is: 'mention' }] },
      then: [
        { kind: 'reply', text: 'Thank you for the mention, {firstName|friend}! 💚' },
        { kind: 'label', add: ['community'] },
      ],
      cooldown: { seconds: 86_400, per: 'contact' },
    },
  },
  {
    enabled: false,
    definition: {
      name: 'Away at night',
      when: {
        kind: 'all',
        of: [
          {
            kind: 'hours',
            weekdays: [1, 2, 3, 4, 5, 6],
            from: '09:00',
            to: '18:00',
            zone: 'Europe/Berlin',
            inside: false,
          },
          { kind: 'startedConversation' },
        ],
      },
      then: [
        { kind: 'wait', seconds: 60 },
        {
          kind: 'reply',
          text: 'Thanks, {firstName|we got your message}! We are closed now and answer tomorrow morning.',
        },
      ],
    },
  },
]
