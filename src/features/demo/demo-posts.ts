/** What becomes of a demo post. Those that go out, or are to, are made before there is a policy. */
export type DemoFate = 'draft' | 'in_review' | 'changes' | 'scheduled' | 'published'

export interface DemoPost {
  by: string
  text: string
  platforms: string[]
  labels: string[]
  fate: DemoFate
  picture?: { alt: string; colors: [string, string] }
}

const openToday = 'We are open today until 18 h. Come and say hello to the new ferns!'

/** Posts in every state, as a small plant shop would have them. */
export const demoPosts: DemoPost[] = [
  {
    by: 'Lin Castillo',
    text: openToday,
    platforms: ['x', 'facebook'],
    labels: ['shop'],
    fate: 'published',
  },
  {
    by: 'Mara Okafor',
    text: 'Calathea care in three lines: water when the top of the soil is dry, no direct sun, and mist it on Sundays.',
    platforms: ['x', 'facebook'],
    labels: ['care'],
    fate: 'published',
  },
  {
    // X refuses the same words a second time: a failure to look at, with its way on.
    by: 'Jonas Weber',
    text: openToday,
    platforms: ['x'],
    labels: ['shop'],
    fate: 'published',
  },
  {
    by: 'Lin Castillo',
    text: 'New in: string of hearts, hand-grown, twelve pots only. First come, first served.',
    platforms: ['x', 'facebook'],
    labels: ['new'],
    fate: 'scheduled',
  },
  {
    by: 'Jonas Weber',
    text: 'Repotting day on Saturday: bring your plant, we bring the soil and the coffee.',
    platforms: ['facebook'],
    labels: ['event'],
    fate: 'scheduled',
  },
  {
    by: 'Lin Castillo',
    text: 'Meet Gustav. He is a monstera, he is taller than our counter, and he is looking for a home.',
    platforms: ['instagram', 'facebook'],
    labels: ['new'],
    fate: 'in_review',
    picture: { alt: 'A tall monstera in a terracotta pot', colors: ['#d9e8d3', '#2f6b43'] },
  },
  {
    by: 'Jonas Weber',
    text: 'Sale! Everything must go!!!',
    platforms: ['x'],
    labels: ['sale'],
    fate: 'changes',
  },
  {
    by: 'Mara Okafor',
    text: 'Which plant survived your holidays? Tell us, we collect heroes.',
    platforms: ['x'],
    labels: ['community'],
    fate: 'in_review',
  },
  {
    by: 'Lin Castillo',
    text: 'Winter hours (draft, dates to be checked with Mara)',
    platforms: ['facebook'],
    labels: ['shop'],
    fate: 'draft',
  },
]
