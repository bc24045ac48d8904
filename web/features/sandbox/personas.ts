import type { Person } from './sandbox-api.ts'

export const personas: readonly (Person & { about: string; says: string })[] = [
  {
    id: '8800101',
    name: 'Lena Fischer',
    username: 'lena.fischer',
    about: 'Wants to buy',
    says: 'Hi! Is the big monstera still in stock?',
  },
  {
    id: '8800102',
    name: 'Marco Rossi',
    username: 'marco_rossi',
    about: 'Angry about an order',
    says: 'My order 10498 is a week late and nobody answers!',
  },
  {
    id: '8800103',
    name: 'Aiko Tanaka',
    username: 'aiko.t',
    about: 'Has a question',
    says: 'Which plant survives a dark bathroom?',
  },
  {
    id: '8800104',
    name: 'Sam Okoye',
    username: 'samokoye',
    about: 'Says thanks',
    says: 'Just got my package. It looks wonderful, thank you!',
  },
]

/** A person of one's own. The same name is the same person again. */
export function personOf(name: string): Person {
  const clean = name.trim().slice(0, 80)
  return { id: String(7_000_000_000 + hash(clean.toLowerCase())), name: clean }
}

/** FNV-1a: platforms want numbers, and a name must always give the same one. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const letter of text) {
    value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return value
}
