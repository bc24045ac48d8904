/** How an app draws messages: only what tells it from the others at a glance. */
export interface ChatLook {
  face: 'square' | 'round'
  /** Messages stand in bubbles, one's own at the right; buttons hang below as a keyboard. */
  bubbles: boolean
  /** What a bot posts stands in a card with a coloured edge. */
  card: boolean
}

const looks: Record<string, ChatLook> = {
  slack: { face: 'square', bubbles: false, card: false },
  discord: { face: 'round', bubbles: false, card: true },
  telegram: { face: 'round', bubbles: true, card: false },
}

export const lookOf = (surface: string): ChatLook =>
  looks[surface] ?? { face: 'round', bubbles: false, card: false }
