import type { REST } from 'discord.js'
import { z } from 'zod'
import { ChatError } from '#contracts/surface.ts'
import type { ChatFile, Surface, WorkspaceIo } from '#contracts/surface.ts'
import { failureOf, repeatable } from './failures.ts'
import { apiUrlOf } from './rest.ts'

const downloadTimeoutMs = 60_000
const mostChannels = 500
/** Text and announcements. */
const writable = [0, 5]
/** The switches of the application that let it read what is not said to it. */
const readsContent = (1 << 18) | (1 << 19)
const vendorHosts = ['cdn.discordapp.com', 'media.discordapp.net']

const channels = z.array(z.object({ id: z.string(), name: z.string().nullish(), type: z.number() }))

export async function listChannels(
  rest: REST,
  io: WorkspaceIo,
): Promise<Array<{ id: string; name: string }>> {
  const answer = await repeatable(io.clock.now(), rest.get(`/guilds/${io.workspace.externalId}/channels`))
  return channels
    .parse(answer)
    .filter(({ type }) => writable.includes(type))
    .slice(0, mostChannels)
    .map(({ id, name }) => ({ id, name: name ?? id }))
}

export const applicationSchema = z.object({
  name: z.string().default('Parley'),
  flags: z.number().default(0),
  interactions_endpoint_url: z.string().nullish(),
})
export type Application = z.infer<typeof applicationSchema>

export const mayReadContent = ({ flags }: Application): boolean => (flags & readsContent) !== 0

export async function health(rest: REST, io: WorkspaceIo): ReturnType<Surface['health']> {
  const now = io.clock.now()
  try {
    const application = applicationSchema.parse(await repeatable(now, rest.get('/applications/@me')))
    const byHttp = io.env['DISCORD_INTERACTIONS'] === 'http'
    const endpoint = application.interactions_endpoint_url ?? ''
    return [
      { name: 'Token', ok: true, detail: `Signed in as ${application.name}.` },
      await guildHealth(rest, io),
      {
        name: 'Message content',
        ok: mayReadContent(application),
        detail: mayReadContent(application)
          ? 'Messages in threads are read.'
          : 'Switch on Message Content Intent under Bot at discord.com/developers, so that notes in threads are read.',
      },
      {
        name: 'Interactions',
        ok: byHttp === (endpoint !== ''),
        detail:
          byHttp === (endpoint !== '')
            ? `They come by ${byHttp ? 'HTTP' : 'the gateway'}.`
            : byHttp
              ? 'Discord does not know our address yet. It must be reachable by https.'
              : `Discord sends them to ${endpoint}. Remove it at discord.com/developers, or set DISCORD_INTERACTIONS=http.`,
      },
    ]
  } catch (error) {
    return [{ name: 'Token', ok: false, detail: failureOf(error, now, false).message }]
  }
}

async function guildHealth(rest: REST, io: WorkspaceIo) {
  try {
    await repeatable(io.clock.now(), rest.get(`/guilds/${io.workspace.externalId}`))
    return { name: 'Server', ok: true, detail: `The bot is in ${io.workspace.name}.` }
  } catch (error) {
    if (!(error instanceof ChatError) || !['gone', 'permission'].includes(error.kind)) throw error
    return { name: 'Server', ok: false, detail: 'The bot is not in this server any more. Connect it again.' }
  }
}

/** A file that a person sent. Its address is signed and ends after a day. */
export async function download(io: WorkspaceIo, file: ChatFile, maxBytes: number) {
  if (!isDiscords(io, file.ref)) throw new ChatError('rejected', 'This file is not on Discord.')
  if ((file.size ?? 0) > maxBytes) throw new ChatError('rejected', 'This file is too large.')
  const response = await fetch(file.ref, {
    redirect: 'error',
    signal: AbortSignal.timeout(downloadTimeoutMs),
  }).catch((error: unknown) => {
    throw new ChatError('unavailable', 'Discord did not give the file. We try again soon.', { cause: error })
  })
  if (!response.ok) {
    await response.body?.cancel()
    if (response.status >= 500) throw new ChatError('unavailable', 'Discord did not give the file.')
    throw new ChatError('gone', 'Discord does not give this file any more.')
  }
  const mime = response.headers.get('content-type')?.split(';')[0] ?? file.mime
  return { bytes: await readBounded(response, maxBytes), name: file.name, ...(mime ? { mime } : {}) }
}

function isDiscords(io: WorkspaceIo, url: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, protocol, hostname } = new URL(url)
  if (io.sandbox) return origin === new URL(apiUrlOf(io.env)).origin
  return protocol === 'https:' && vendorHosts.includes(hostname)
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
