/** The three sides of Ask, as its header switches between them. */
export const askViews = [
  { value: 'words', label: 'In words' },
  { value: 'build', label: 'Build' },
  { value: 'metrics', label: 'Metrics' },
] as const
