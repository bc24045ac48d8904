import type { ChatFile, ChatInput } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { precondition } from '#kernel/errors.ts'
import { surfaceOf, workspaceIo } from '#features/chats/index.ts'
import type { WorkspaceRow } from '#features/chats/index.ts'
import { maxMediaBytes, storeMedia } from '#features/media/index.ts'

const mostFiles = 10

/** Files that came with an act, now the organisation's; their ids. */
export async function storeFiles(
  ctx: Ctx,
  input: ChatInput,
  workspace: WorkspaceRow | undefined,
): Promise<string[]> {
  const files = filesOf(input).slice(0, mostFiles)
  const surface = surfaceOf(ctx, input.surface)
  if (files.length === 0 || !surface.download) return []
  const io = workspaceIo(ctx.app, { ...input, orgId: ctx.orgId, workspace })
  const ids: string[] = []
  for (const file of files) {
    const {
      bytes,
      mime = file.mime,
      name = file.name,
    } = await download(() => surface.download?.(io, file, maxMediaBytes))
    const stored = await storeMedia(ctx, { bytes, name, ...(mime === undefined ? {} : { mime }) })
    ids.push(stored.id)
  }
  return ids
}

const filesOf = ({ act }: ChatInput): ChatFile[] =>
  act.kind === 'line' || act.kind === 'thread_message' ? (act.files ?? []) : []

type Downloaded = { bytes: Uint8Array; mime?: string; name?: string }

async function download(load: () => Promise<Downloaded> | undefined): Promise<Downloaded> {
  try {
    const file = await load()
    if (file) return file
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    throw precondition(`The file could not be fetched (${error.message}). Please send it again.`)
  }
  throw precondition('Files cannot be taken in here yet. Upload it in the browser.')
}
