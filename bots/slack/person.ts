import type { WebClient } from '@slack/web-api'
import type { ChatInput } from '#contracts/surface.ts'
import type { Cache } from '#kernel/cache.ts'
import { errorText } from '#kernel/errors.ts'
import type { Logger } from '#kernel/log.ts'
import type { Workspace } from './core.ts'

const keptMs = 60 * 60_000

/**
 * Who acts, asked of Slack once an hour. The address counts only where Slack itself confirmed it, and for
 * people of this very workspace: another company's admin says what addresses its people have, and they meet
 * us in shared channels.
 */
export async function personOf(
  client: WebClient,
  workspace: Workspace,
  asked: { userId: string; userName?: string; cache: Cache; log: Logger },
): Promise<ChatInput['user']> {
  const { userId, userName, cache, log } = asked
  if (userId === '') return { id: '', name: 'Slack' }
  try {
    return await cache.get(`${workspace.orgId}:slack:${workspace.externalId}:${userId}`, keptMs, () =>
      askSlack(client, workspace.externalId, userId),
    )
  } catch (error) {
    log.warn({ reason: errorText(error), user: userId }, 'Slack did not say who this is')
    return { id: userId, name: userName ?? userId }
  }
}

async function askSlack(client: WebClient, teamId: string, userId: string): Promise<ChatInput['user']> {
  const { user } = await client.users.info({ user: userId })
  const name = user?.profile?.display_name || user?.real_name || user?.name || userId
  const own = user?.team_id === teamId && user.is_bot !== true && user.deleted !== true
  const email = own && user.is_email_confirmed === true ? user.profile?.email : undefined
  return { id: userId, name, ...(email ? { email } : {}) }
}
