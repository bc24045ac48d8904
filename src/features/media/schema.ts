import { z } from 'zod'

export const mediaKinds = ['image', 'video', 'audio', 'file'] as const
export type MediaKind = (typeof mediaKinds)[number]

export const maxMediaBytes = 25 * 1024 * 1024

/** A stored file. The original is at `/media/<id>`, the preview at `/media/<id>/preview`. */
export const mediaView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** What the bytes themselves show, else what the sender said, where that is harmless. */
  mime: z.string(),
  kind: z.enum(mediaKinds),
  sizeBytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  hasPreview: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type MediaView = z.infer<typeof mediaView>
