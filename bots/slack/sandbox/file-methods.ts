import type { Answer, Method } from './methods.ts'
import { botAuthor } from './world.ts'

const refuse = (error: string): Answer => ({ ok: false, error })

/** Files as Slack takes them since 2025: ask for an address, send the bytes there, say what to do with them. */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': (world, team, params) => {
    const name = params['filename']
    if (typeof name !== 'string' || name === '' || !(Number(params['length']) > 0))
      return refuse('invalid_arguments')
    const id = world.nextId('F')
    world.uploads.set(id, { team, name })
    return { ok: true, upload_url: `${world.url}/upload/${id}`, file_id: id }
  },
  'files.completeUploadExternal': (world, team, params) => {
    const given = (Array.isArray(params['files']) ? params['files'] : []) as Array<{
      id: string
      title?: string
    }>
    const ready = given.map(({ id }) => ({ id, upload: world.uploads.get(id) }))
    if (ready.length === 0 || ready.some(({ upload }) => !upload?.bytes)) return refuse('file_not_found')
    const files = ready.map(({ id, upload }) => {
      const stored = {
        id,
        name: upload?.name ?? id,
        mime: mimeOf(upload?.name ?? ''),
        bytes: upload?.bytes ?? new Uint8Array(),
      }
      world.uploads.delete(id)
      team.files.set(id, stored)
      return stored
    })
    const { channel_id: channel, thread_ts: thread } = params
    if (typeof channel === 'string' && channel !== '') {
      const under = typeof thread === 'string' ? { thread } : {}
      world.add(team, { channel, ...under, from: botAuthor(team), text: '', files })
    }
    return { ok: true, files: files.map(({ id, name }) => ({ id, title: name })) }
  },
  'files.info': (world, team, params) => {
    const file = team.files.get(String(params['file']))
    if (!file) return refuse('file_not_found')
    const { id, name, mime, bytes } = file
    const url = `${world.url}/files/${id}`
    return {
      ok: true,
      file: { id, name, mimetype: mime, size: bytes.byteLength, url_private: url, url_private_download: url },
    }
  },
}

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  csv: 'text/csv',
  pdf: 'application/pdf',
}

const mimeOf = (name: string): string =>
  types[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
