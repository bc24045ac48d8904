import type { Reply } from '#contracts/reply.ts'

/** How far an answer is. Nothing in it is the model's own words: those are shown only after they were checked. */
export type Progress =
  | { kind: 'step'; text: string }
  /** What the tools have answered up to now; each replaces the one before. */
  | { kind: 'result'; reply: Reply }

/** Somebody who waits for an answer and would like to know how far it is. */
export interface Hearing {
  tell: (progress: Progress) => void
  /** Aborts when they have gone: then no model is asked on their behalf. */
  signal?: AbortSignal
}
