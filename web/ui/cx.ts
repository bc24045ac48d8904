import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

// Our text sizes would else be taken for colours, and `text-meta text-muted` would lose one of the two.
const merge = extendTailwindMerge({
  extend: {
    classGroups: {
      'font-size': [{ text: ['meta', 'list', 'read', 'head', 'title', 'display'] }],
      shadow: [{ shadow: ['float'] }],
    },
  },
})

/** Class names, later ones winning over earlier ones of the same kind. */
export function cx(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
