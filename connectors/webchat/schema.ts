import { z } from 'zod'

const person = z.object({
  id: z.string().min(1).max(200),
  name: z.string().max(120).optional(),
  locale: z.string().max(35).optional(),
  facts: z.record(z.string(), z.string().max(2_000)).optional(),
})

const base = z.object({ account: z.string().min(1), at: z.iso.datetime(), person })

const attachment = z.object({
  mediaId: z.uuid(),
  kind: z.enum(['image', 'video', 'audio', 'file']),
  name: z.string(),
  mime: z.string(),
  sizeBytes: z.number(),
  width: z.number().optional(),
  height: z.number().optional(),
})

/** What the visitor's API stores: the web chat's own protocol. */
export const delivery = z.discriminatedUnion('kind', [
  base.extend({
    kind: z.literal('message'),
    id: z.string().min(1).max(300),
    text: z.string(),
    attachments: z.array(attachment).max(10),
  }),
  base.extend({
    kind: z.literal('receipt'),
    state: z.enum(['delivered', 'read']),
    /** All of ours up to this time. */
    upTo: z.iso.datetime(),
  }),
])
export type Delivery = z.infer<typeof delivery>
