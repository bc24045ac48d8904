/** Customers of the last two months. */
export const pastPeople: string[] = [
  'Elif Kaya',
  'Marco Bianchi',
  'Sofie Jensen',
  'Daniel Novak',
  'Aisha Rahman',
  'Hugo Martin',
  'Clara Vogel',
  'Noah Fischer',
  'Ines Carvalho',
  'Piotr Zielinski',
  'Maja Lund',
  'Samuel Osei',
  'Hannah Keller',
  'Luca Moretti',
  'Zofia Nowak',
  'Emil Berg',
  'Nadia Haddad',
  'Tom Peeters',
  'Julia Horvat',
  'Omar Farouk',
  'Freya Olsen',
  'Adrian Pop',
  'Leonie Brandt',
  'Mateo Ruiz',
  'Yuki Tanaka',
  'Chiara Greco',
  'Jan Dvorak',
  'Amina Diallo',
  'Felix Braun',
  'Rosa Delgado',
  'Viktor Ilic',
  'Lotte de Vries',
  'Paul Girard',
  'Selma Aydin',
]

export interface PastTopic {
  asks: string
  answer: string
  labels: string[]
  /** The rule that answered first. */
  rule?: string
}

const hours = {
  answer: 'Hi! We are here Monday to Saturday, 9 to 18 h. Orders online are always welcome. 🌿',
  labels: ['hours'],
  rule: 'Opening hours',
}

export const pastTopics: PastTopic[] = [
  {
    asks: 'How long does shipping to Vienna take?',
    answer: 'Two to three working days. You get a tracking link by mail.',
    labels: ['shipping'],
  },
  { asks: 'Are you open on Saturday?', ...hours },
  {
    asks: 'My calathea curls its leaves. What can I do?',
    answer: 'It wants more humid air and less sun. Mist it, and move it away from the heater.',
    labels: [],
  },
  {
    asks: 'The pot of my order arrived with a crack.',
    answer: 'I am sorry. We send a new one today, of course without cost.',
    labels: ['order', 'damage'],
  },
  { asks: 'What are your opening hours?', ...hours },
  {
    asks: 'Which plant would you take for a dark hallway?',
    answer: 'A ZZ plant or a cast iron plant. Both live well with very little light.',
    labels: [],
  },
  {
    asks: 'Can I still change my order?',
    answer: 'Yes, it leaves us tomorrow. Tell me what you would like instead.',
    labels: ['order'],
  },
  {
    asks: 'Do you wrap plants as a gift?',
    answer: 'Gladly, and with a card. Write the words for it with your order.',
    labels: ['shipping'],
  },
  { asks: 'When do you open today?', ...hours },
  {
    asks: 'Is the olive tree safe for cats?',
    answer: 'Yes, olive trees are not toxic to cats. The soil may still look like a toy to them.',
    labels: [],
  },
]

/** Nobody answers this, and nobody has to. */
export const mistaken = 'Sorry, wrong shop!'
