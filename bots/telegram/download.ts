import type { ChatFile, WorkspaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { apiRoot, callTelegram, tokenOf } from './client.ts'
import { limits } from './limits.ts'

const downloadMs = 60_000

/** The address holds the token, so it is told to nobody. */
export async function download(
  io: WorkspaceIo,
  file: ChatFile,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; mime?: string; name?: string }> {
  const most = Math.min(maxBytes, limits.downloadBytes)
  if ((file.size ?? 0) > most) throw tooLarge(most)
  const { file_path: path } = await callTelegram(io, (api) => api.getFile(file.ref))
  if (path === undefined) throw new ChatError('gone', 'Telegram no longer has this file.')
  const bytes = await fetchBytes(`${apiRoot(io.env)}/file/bot${tokenOf(io.env)}/${path}`, most)
  return { bytes, name: file.name, ...(file.mime === undefined ? {} : { mime: file.mime }) }
}

async function fetchBytes(url: string, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(downloadMs) })
    if (!response.ok || !response.body)
      throw new ChatError('unavailable', 'Telegram did not hand over the file.')
    for await (const chunk of response.body) {
      size += chunk.byteLength
      if (size > most) throw tooLarge(most)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof ChatError) throw error
    throw new ChatError('unavailable', 'The file did not come through. Please send it again.')
  }
  return Buffer.concat(chunks)
}

const tooLarge = (most: number) =>
  new ChatError('rejected', `This file is larger than ${Math.floor(most / 1024 / 1024)} MB.`)
