import { storeMedia } from '#features/media/index.ts'
import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { sniffMime } from '#kernel/image.ts'
import type { Chat } from './find-chat.ts'
import { maxUploadBytes } from './schema.ts'
import type { Uploaded } from './schema.ts'
import type { Visitor } from './visitor-token.ts'

/** How `media` remembers whose a file is: nobody else can put it into a message. */
export const uploaderOf = (chat: Chat, visitor: Visitor): string => `webchat:${chat.channel.id}:${visitor.id}`

/** Programs and pages: nobody sends them to a shop for a good reason, and somebody of the team might open them. */
const refusedNames =
  /\.(exe|msi|bat|cmd|com|scr|pif|ps1|vbs|vbe|jse?|mjs|wsf|hta|lnk|jar|apk|app|dmg|deb|rpm|sh|svgz?|x?html?|xml|mht|iso|img)$/i
const refusedMimes =
  /(x-msdownload|x-elf|x-mach|x-msi|x-ms-shortcut|java|android|x-apple-diskimage|x-deb|x-rpm|iso9660|xml|html)/i

/** Keeps a visitor's file under the type that its bytes show. */
export async function storeUpload(app: App, chat: Chat, visitor: Visitor, file: File): Promise<Uploaded> {
  if (file.size > maxUploadBytes) throw tooLarge()
  const bytes = new Uint8Array(await file.arrayBuffer())
  const sniffed = await sniffMime(bytes)
  if (refusedNames.test(file.name.trim()) || refusedMimes.test(sniffed ?? file.type)) {
    throw invalid('Files of this kind cannot be sent here. Send a picture, a PDF or a document.')
  }
  const ctx = makeCtx(app, {
    orgId: chat.channel.org_id,
    actor: { kind: 'contact', name: visitor.name ?? 'Visitor' },
  })
  const { id, kind, name, mime, sizeBytes } = await storeMedia(ctx, {
    bytes,
    name: file.name,
    mime: file.type,
    uploadedBy: uploaderOf(chat, visitor),
  })
  return { id, kind, name, mime, sizeBytes }
}

export const tooLarge = () =>
  new AppError(
    'invalid',
    `This file is larger than ${maxUploadBytes / 1024 / 1024} MB. Send a smaller one.`,
    {
      details: { status: 413 },
    },
  )
