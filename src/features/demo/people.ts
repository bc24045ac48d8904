import type { InboundMessage } from '#contracts/inbound.ts'

const minutes = 60_000
const hours = 60 * minutes
const days = 24 * hours

/** What happens to a demo conversation after the customer wrote. */
export type DemoAct =
  | { kind: 'reply'; by: string; text: string }
  | { kind: 'note'; by: string; text: string }
  | { kind: 'assign'; to: string }
  | { kind: 'label'; names: string[] }
  | { kind: 'priority'; level: number }
  | { kind: 'star' }
  | { kind: 'pending' }
  | { kind: 'snooze'; forMs: number }
  | { kind: 'resolve' }

export interface DemoConversation {
  connector: string
  person: { id: string; name: string; username?: string; locale?: string }
  /** Oldest first. */
  messages: Array<Partial<InboundMessage> & { agoMs: number }>
  acts: DemoAct[]
}

/** Conversations in every state, as a small plant shop would have them. */
export const demoConversations: DemoConversation[] = [
  {
    connector: 'instagram',
    person: { id: '17841400000000101', name: 'Ana Lindqvist', username: 'ana.grows' },
    messages: [
      {
        text: 'Hi! Is the fiddle leaf fig from your story still available?',
        agoMs: 52 * minutes,
        story: { kind: 'reply', id: 'story-1' },
      },
      { text: 'And do you ship to Malmö?', agoMs: 51 * minutes },
    ],
    acts: [{ kind: 'label', names: ['shipping'] }],
  },
  {
    connector: 'messenger',
    person: { id: '7300000000000201', name: 'Tomás Herrera' },
    messages: [{ text: 'My order 10482 arrived with a broken pot. What can we do?', agoMs: 3 * hours }],
    acts: [
      { kind: 'assign', to: 'me' },
      { kind: 'priority', level: 3 },
      { kind: 'label', names: ['order', 'damage'] },
      {
        kind: 'note',
        by: 'Mara Okafor',
        text: 'Third broken terracotta pot this month. Let us send a new one today and talk to the courier.',
      },
    ],
  },
  {
    connector: 'telegram',
    person: { id: '5000301', name: 'Oksana Melnyk', username: 'oksana_m', locale: 'uk' },
    messages: [
      { text: 'Hello, how often should I water a Calathea in winter?', agoMs: 5 * hours },
      { text: 'Thank you so much! 🌿', agoMs: 4 * hours },
    ],
    acts: [
      { kind: 'assign', to: 'Jonas Weber' },
      {
        kind: 'reply',
        by: 'Jonas Weber',
        text: 'Once a week is plenty, and only when the top of the soil is dry. It likes a humid spot.',
      },
      { kind: 'star' },
    ],
  },
  {
    connector: 'webchat',
    person: { id: 'demo-visitor-1', name: 'Visitor from Lyon' },
    messages: [{ text: 'Bonjour, je cherche un cadeau autour de 40 €. Une idée ?', agoMs: 22 * minutes }],
    acts: [],
  },
  {
    connector: 'instagram',
    person: { id: '17841400000000102', name: 'Kenji Mori', username: 'kenji.terrarium' },
    messages: [{ text: 'Would you like to do a terrarium workshop together in spring?', agoMs: 26 * hours }],
    acts: [
      { kind: 'assign', to: 'Mara Okafor' },
      { kind: 'label', names: ['partnership'] },
      { kind: 'snooze', forMs: 3 * days },
    ],
  },
  {
    connector: 'messenger',
    person: { id: '7300000000000202', name: 'Fatima Zahra' },
    messages: [{ text: 'Can I change the delivery address of order 10511?', agoMs: 7 * hours }],
    acts: [
      { kind: 'assign', to: 'Lin Castillo' },
      {
        kind: 'reply',
        by: 'Lin Castillo',
        text: 'Of course. I have asked the warehouse and will tell you as soon as it is changed.',
      },
      { kind: 'pending' },
      { kind: 'label', names: ['order'] },
    ],
  },
  {
    connector: 'telegram',
    person: { id: '5000302', name: 'Ben Adeyemi', username: 'benade' },
    messages: [{ text: 'Do you have a shop in Hamburg?', agoMs: 2 * days }],
    acts: [
      {
        kind: 'reply',
        by: 'Jonas Weber',
        text: 'Not yet, but we deliver to Hamburg within two days.',
      },
      { kind: 'resolve' },
    ],
  },
  {
    connector: 'instagram',
    person: { id: '17841400000000103', name: 'Priya Raman', username: 'priya.paints' },
    messages: [
      { text: 'I painted your monstera! 🎨', agoMs: 30 * hours, story: { kind: 'mention', id: 'story-2' } },
    ],
    acts: [{ kind: 'star' }, { kind: 'label', names: ['community'] }],
  },
]
