import { z } from 'zod'
import { formatIds } from './schema.ts'

/** What a guest of an approval sees of the post: one version, and no more of the organisation. */
export const guestPost = z.object({
  title: z.string(),
  plannedAt: z.iso.datetime().nullable(),
  plannedZone: z.string().nullable(),
  contents: z.array(
    z.object({
      accounts: z.array(z.object({ name: z.string(), connector: z.string(), platform: z.string() })),
      format: z.enum(formatIds),
      text: z.string(),
      thread: z.array(z.string()),
      link: z.string().optional(),
      firstComment: z.string().optional(),
      media: z.array(
        z.object({ mediaId: z.uuid(), kind: z.enum(['image', 'video']), alt: z.string(), url: z.string() }),
      ),
    }),
  ),
})
export type GuestPost = z.infer<typeof guestPost>
