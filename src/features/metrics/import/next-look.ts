const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Until this age, a post is read again after so long: figures move fast at first and hardly after a quarter. */
const steps: Array<{ untilMs: number; everyMs: number }> = [
  { untilMs: hourMs, everyMs: hourMs / 4 },
  { untilMs: 6 * hourMs, everyMs: hourMs },
  { untilMs: 2 * dayMs, everyMs: 6 * hourMs },
  { untilMs: 14 * dayMs, everyMs: dayMs },
  { untilMs: 60 * dayMs, everyMs: 4 * dayMs },
  { untilMs: 180 * dayMs, everyMs: 14 * dayMs },
  { untilMs: 730 * dayMs, everyMs: 60 * dayMs },
]

/** When a post's figures are worth the next reading; undefined: never again. */
export function nextLook(publishedAt: Date, now: Date): Date | undefined {
  const age = now.getTime() - publishedAt.getTime()
  const step = steps.find(({ untilMs }) => age < untilMs)
  return step && new Date(now.getTime() + step.everyMs)
}
