import type { SurfaceIo, WorkspaceIo } from '#contracts/surface.ts'
import { ChatError } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { callTelegram } from './client.ts'
import { pushes, webhookUrl } from './run.ts'
import { readSelf } from './self.ts'

/** A deep link: it opens the bot in a chat of its own, or asks which group it shall be added to. */
export async function connectUrl(
  io: SurfaceIo,
  token: string,
  what: 'workspace' | 'person',
): Promise<string> {
  const { username } = await readSelf(io)
  return `https://t.me/${username}?${what === 'workspace' ? 'startgroup' : 'start'}=${token}`
}

/** Telegram tells no bot which topics a group has, so it is the group as a whole. */
export async function listChannels({ workspace }: WorkspaceIo): Promise<Array<{ id: string; name: string }>> {
  return Promise.resolve(
    workspace.externalId === '' ? [] : [{ id: workspace.externalId, name: workspace.name }],
  )
}

type Check = { name: string; ok: boolean; detail: string }

export async function health(io: WorkspaceIo): Promise<Check[]> {
  const token = await check('Token', async () => {
    const { username } = await readSelf(io)
    return `The bot is @${username}.`
  })
  if (!token.ok) return [token]
  return [token, await check('Updates', () => updatesArrive(io)), ...(await groupChecks(io))]
}

async function updatesArrive(io: SurfaceIo): Promise<string> {
  if (!pushes(io)) return 'We ask Telegram for news.'
  const info = await callTelegram(io, (api) => api.getWebhookInfo())
  if (info.url !== webhookUrl(io))
    throw new ChatError(
      'rejected',
      'Telegram brings updates to another address. Restart Parley to set it anew.',
    )
  if (info.last_error_message === undefined) return 'Telegram brings updates to us.'
  return `Telegram brings updates to us; its last trouble: ${info.last_error_message}`
}

async function groupChecks(io: WorkspaceIo): Promise<Check[]> {
  const { externalId } = io.workspace
  if (externalId === '') return []
  return [
    await check('Group', async () => {
      const { id } = await readSelf(io)
      const member = await callTelegram(io, (api) => api.getChatMember(Number(externalId), Number(id)))
      const mayWrite = member.status === 'administrator' || member.status === 'member'
      if (mayWrite || (member.status === 'restricted' && member.can_send_messages))
        return 'The bot may write there.'
      throw new ChatError('permission', 'The bot is not in the group, or may not write there. Bring it back.')
    }),
  ]
}

async function check(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() }
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    return { name, ok: false, detail: errorText(error) }
  }
}
