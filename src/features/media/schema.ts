import { z } from 'zod'

export const mediaKinds = ['image', 'video', 'audio', 'file'] as const
export type MediaKind = (typeof mediaKinds)[number]

export const maxMediaBytes = 25 * 1024 * 1024
/** Of the library, whose films go to platforms that take them. */
export const maxLibraryBytes = 512 * 1024 * 1024
/** A picture is held whole while it is looked at. */
export const maxLibraryImageBytes = 50 * 1024 * 1024

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

/** A file of the library: kept to be published, now or again. */
export const libraryFileView = mediaView.extend({
  alt: z.string(),
  tags: z.array(z.string()),
  /** sha256 of the bytes, hex. */
  hash: z.string(),
  seconds: z.number().nullable(),
  rotation: z.number().int().nullable(),
  codec: z.string().nullable(),
  animated: z.boolean(),
})
export type LibraryFileView = z.infer<typeof libraryFileView>

/** A post that shows it. */
export const libraryUse = z.object({ number: z.number().int(), title: z.string(), state: z.string() })
export type LibraryUse = z.infer<typeof libraryUse>

const tags = z.array(z.string().trim().min(1).max(60)).max(30)

export const changeLibraryFileInput = z.object({
  mediaId: z.uuid(),
  name: z.string().trim().min(1, 'Give it a name.').max(120).optional(),
  alt: z.string().trim().max(5_000).optional(),
  tags: tags.optional(),
})
export type ChangeLibraryFile = z.input<typeof changeLibraryFileInput>

export const listLibraryQuery = z.object({
  kind: z.enum(['image', 'video']).optional(),
  tag: z.string().max(60).optional(),
  /** In names, alt texts and tags. */
  text: z.string().max(200).optional(),
})
export type ListLibrary = z.infer<typeof listLibraryQuery>
