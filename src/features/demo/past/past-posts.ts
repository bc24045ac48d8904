export type PastKind = 'photo' | 'carousel' | 'story' | 'text' | 'link' | 'thread'

/** What a plant shop writes in ten weeks, the oldest first; begun again when it is used up. */
export const pastTexts: Array<{ text: string; label: string; kind: PastKind }> = [
  { text: 'The first pilea babies of the season are on the counter.', label: 'new', kind: 'photo' },
  { text: 'Yellow leaves are not always thirst. Feel the soil first.', label: 'care', kind: 'text' },
  { text: 'Before and after: one corner, five ferns.', label: 'home', kind: 'carousel' },
  { text: 'Behind the counter before the doors open.', label: 'shop', kind: 'story' },
  { text: 'How to repot without a mess, step by step.', label: 'care', kind: 'thread' },
  { text: 'Lena’s kitchen jungle. Thank you for the picture!', label: 'community', kind: 'photo' },
  { text: 'Our guide to low light plants is online.', label: 'care', kind: 'link' },
  { text: 'Fresh from the nursery: philodendron Brasil.', label: 'new', kind: 'photo' },
  { text: 'What is the oldest plant that you own?', label: 'community', kind: 'text' },
  { text: 'Terracotta in three new colours.', label: 'new', kind: 'carousel' },
  { text: 'Monstera in the morning light.', label: 'home', kind: 'photo' },
  { text: 'Water less than you think. Then wait a day.', label: 'care', kind: 'text' },
  { text: 'We pack every plant by hand. This is how.', label: 'shop', kind: 'carousel' },
  { text: 'Unpacking the delivery with us.', label: 'shop', kind: 'story' },
  { text: 'Five plants that forgive a long weekend.', label: 'care', kind: 'thread' },
  { text: 'A shelf, a string of pearls, and patience.', label: 'home', kind: 'photo' },
  { text: 'Workshop places for next month are open.', label: 'event', kind: 'link' },
  { text: 'Small pots, big plans: our succulent table.', label: 'new', kind: 'photo' },
  { text: 'Tell us: misting, yes or no?', label: 'community', kind: 'text' },
  { text: 'Three ways to hang a plant without a drill.', label: 'home', kind: 'carousel' },
  { text: 'This olive tree is looking for a balcony.', label: 'new', kind: 'photo' },
  { text: 'Thank you for 400 plants adopted this autumn.', label: 'community', kind: 'text' },
  { text: 'Brown tips? It is the air, not you.', label: 'care', kind: 'photo' },
  { text: 'New on the shelf: four kinds of hoya.', label: 'new', kind: 'photo' },
  { text: 'Dust on the leaves? A damp cloth, once a month.', label: 'care', kind: 'text' },
  { text: 'From cutting to plant in eight weeks.', label: 'care', kind: 'carousel' },
  { text: 'A quick look at the watering round.', label: 'shop', kind: 'story' },
  { text: 'Where to put which plant, room by room.', label: 'home', kind: 'thread' },
  { text: 'Jakob sent us his balcony in full bloom.', label: 'community', kind: 'photo' },
  { text: 'How we choose our nurseries.', label: 'shop', kind: 'link' },
  { text: 'The alocasias are back.', label: 'new', kind: 'photo' },
  { text: 'Which plant was your first one?', label: 'community', kind: 'text' },
  { text: 'Baskets, woven by hand, in four sizes.', label: 'new', kind: 'carousel' },
  { text: 'A fiddle leaf fig by a north window. It works.', label: 'home', kind: 'photo' },
  { text: 'Rain water is free, and your ferns love it.', label: 'care', kind: 'text' },
  { text: 'Our workshop in pictures.', label: 'event', kind: 'carousel' },
  { text: 'The cat of the shop inspects the parcels.', label: 'shop', kind: 'story' },
  { text: 'What to do when you find little flies.', label: 'care', kind: 'thread' },
  { text: 'The green wall of our neighbours’ café.', label: 'community', kind: 'photo' },
  { text: 'Gift cards come by mail now, too.', label: 'shop', kind: 'link' },
  { text: 'Tiny cactus, large ambitions.', label: 'new', kind: 'photo' },
  { text: 'Bathroom plants: who has some?', label: 'community', kind: 'text' },
  { text: 'Five pots, one palette.', label: 'home', kind: 'carousel' },
  { text: 'A rubber plant with a good story.', label: 'home', kind: 'photo' },
  { text: 'Turn your plants a little each week.', label: 'care', kind: 'text' },
]

/** When it posts, the organisation's clock: how people take it then, beside an ordinary hour. */
export const pastHours: Array<{ weekday: number; time: string; lift: number }> = [
  { weekday: 1, time: '09:00', lift: 0.8 },
  { weekday: 2, time: '17:30', lift: 1.25 },
  { weekday: 3, time: '09:00', lift: 0.85 },
  { weekday: 4, time: '17:30', lift: 1.45 },
  { weekday: 5, time: '12:00', lift: 0.75 },
  { weekday: 6, time: '11:00', lift: 1.1 },
]

export const pastPlatforms: Record<PastKind, string[]> = {
  photo: ['instagram', 'facebook'],
  carousel: ['instagram', 'facebook'],
  story: ['instagram'],
  text: ['x', 'facebook'],
  link: ['x', 'facebook'],
  thread: ['x'],
}

export const guide = 'https://parley.example/plants'
