import { z } from 'zod'

export const tryStep = z.object({
  title: z.string(),
  text: z.string(),
  /** A page of the app, or an address elsewhere. */
  href: z.string(),
  done: z.boolean(),
})
export type TryStep = z.infer<typeof tryStep>
