import { ChatError } from '#contracts/surface.ts'
import type { ChatFile, Surface, WorkspaceIo } from '#contracts/surface.ts'
import { apiUrlOf } from './client.ts'
import { workspaceClient } from './deliver.ts'
import { failureOf } from './failures.ts'
import { scopes } from './oauth.ts'

const pages = 5
const pageSize = 200
const downloadTimeoutMs = 60_000

/** Public channels, and private ones that the bot was invited to. */
export async function listChannels(io: WorkspaceIo): Promise<Array<{ id: string; name: string }>> {
  const client = await workspaceClient(io)
  const found: Array<{ id: string; name: string }> = []
  let cursor: string | undefined
  try {
    for (let page = 0; page < pages; page += 1) {
      const answer = await client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      })
      for (const { id, name, is_private: closed, is_member: member } of answer.channels ?? [])
        if (id && name && (!closed || member)) found.push({ id, name })
      cursor = answer.response_metadata?.next_cursor
      if (!cursor) break
    }
  } catch (error) {
    throw failureOf(error, io.clock.now(), false)
  }
  return found
}

export async function health(io: WorkspaceIo): ReturnType<Surface['health']> {
  try {
    const client = await workspaceClient(io)
    const who = await client.auth.test()
    const granted = who.response_metadata?.scopes
    const missing = granted ? scopes.filter((scope) => !granted.includes(scope)) : []
    return [
      {
        name: 'Access',
        ok: true,
        detail: `Signed in to ${who.team ?? io.workspace.name} as ${who.user ?? 'bot'}.`,
      },
      {
        name: 'Permissions',
        ok: missing.length === 0,
        detail: missing.length === 0 ? 'All are granted.' : `Connect again to grant ${missing.join(', ')}.`,
      },
    ]
  } catch (error) {
    return [{ name: 'Access', ok: false, detail: failureOf(error, io.clock.now(), false).message }]
  }
}

/** A file that a person sent. Without the right token Slack answers with its sign-in page. */
export async function download(io: WorkspaceIo, file: ChatFile, maxBytes: number) {
  const client = await workspaceClient(io)
  const { file: told } = await client.files.info({ file: file.ref }).catch((error: unknown) => {
    throw failureOf(error, io.clock.now(), false)
  })
  const url = told?.url_private_download ?? told?.url_private
  if (!url || !isSlacks(io, url)) throw new ChatError('gone', 'Slack does not give this file.')
  if ((told?.size ?? 0) > maxBytes) throw new ChatError('rejected', 'This file is too large.')
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${io.workspace.credentials['botToken'] ?? ''}` },
    redirect: 'error',
    signal: AbortSignal.timeout(downloadTimeoutMs),
  }).catch((error: unknown) => {
    throw new ChatError('unavailable', 'Slack did not give the file. We try again soon.', { cause: error })
  })
  const mime = response.headers.get('content-type')?.split(';')[0] ?? told?.mimetype
  if (!response.ok || (mime === 'text/html' && told?.mimetype !== 'text/html')) {
    await response.body?.cancel()
    throw new ChatError(
      'permission',
      'Slack does not let Parley read this file. Connect the workspace again.',
    )
  }
  const bytes = await readBounded(response, maxBytes)
  return { bytes, name: told?.name ?? file.name, ...(mime ? { mime } : {}) }
}

function isSlacks(io: WorkspaceIo, url: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, protocol, hostname } = new URL(url)
  if (origin === new URL(apiUrlOf(io.env)).origin) return true
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ChatError('rejected', 'This file is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
