import { roleScopes } from '#contracts/scopes.ts'
import type { Scope } from '#contracts/scopes.ts'
import type { EventOf } from '#contracts/job.ts'
import type { Ctx } from '#kernel/app.ts'
import { alertFired } from '#features/alerts/index.ts'
import { approvalReminded, approvalRequested } from '#features/approvals/index.ts'
import { channelChanged } from '#features/channels/index.ts'
import { conversationChanged, messageCreated } from '#features/inbox/index.ts'
import { postTrouble } from '#features/posts/index.ts'
import { reportsChanged } from '#features/reports/index.ts'
import { listMembers } from '#features/orgs/index.ts'
import type { Notice } from './add-notices.ts'

export const noted = [
  alertFired,
  approvalRequested,
  approvalReminded,
  postTrouble,
  conversationChanged,
  messageCreated,
  channelChanged,
  reportsChanged,
] as const
export type Noted = EventOf<(typeof noted)[number]>

/** Whom an event is news to, and in which words; the same people whom chat tells. */
export async function noticeOf(ctx: Ctx, event: Noted): Promise<Notice | undefined> {
  switch (event.type) {
    case 'alert.fired':
      return alertNotice(ctx, event)
    case 'approval.requested':
    case 'approval.reminded':
      return approvalNotice(event)
    case 'post.trouble':
      return troubleNotice(ctx, event)
    case 'conversation.changed':
      return assignmentNotice(event)
    case 'message.created':
      return mentionNotice(event)
    case 'channel.changed':
      return reconnectNotice(ctx, event)
    case 'report.changed':
      return pausedNotice(ctx, event)
  }
}

/** Where it goes to a channel or an address, its maker is told here. */
async function alertNotice(ctx: Ctx, { payload }: EventOf<typeof alertFired>): Promise<Notice> {
  const { place, alertId, name, sentence } = payload
  const maker = await ctx.db
    .selectFrom('alerts')
    .select('member_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', alertId)
    .executeTakeFirst()
  const told = place.kind === 'member' ? place.memberId : maker?.member_id
  return {
    memberIds: told === undefined ? [] : [told],
    kind: 'alert',
    title: sentence,
    detail: name,
    path: '/reports?tab=alerts',
  }
}

function approvalNotice({
  type,
  payload,
}: EventOf<typeof approvalRequested> | EventOf<typeof approvalReminded>): Notice {
  const again = type === 'approval.reminded'
  return {
    memberIds: payload.memberIds,
    kind: 'approval',
    title: again ? 'Still waiting for your decision' : 'Waits for your decision',
    detail: payload.title,
    path: `/approvals/${payload.approvalId}`,
  }
}

async function troubleNotice(ctx: Ctx, { payload }: EventOf<typeof postTrouble>): Promise<Notice> {
  const { authorId, targetId, number, title, message } = payload
  const target =
    targetId === null
      ? undefined
      : await ctx.db
          .selectFrom('post_targets')
          .select('handed_to')
          .where('org_id', '=', ctx.orgId)
          .where('id', '=', targetId)
          .executeTakeFirst()
  const known = [authorId, target?.handed_to].filter((id): id is string => typeof id === 'string')
  return {
    memberIds: known.length > 0 ? known : await membersWho(ctx, 'posts:publish'),
    kind: 'post_trouble',
    title: message,
    detail: `#${number} ${title}`,
    path: `/posts/${number}`,
  }
}

function assignmentNotice({ payload, actor }: EventOf<typeof conversationChanged>): Notice | undefined {
  const { conversation, changed } = payload
  const { assigneeId } = conversation
  if (!changed.includes('assignee_id') || assigneeId === null || actor.id === assigneeId) return undefined
  return {
    memberIds: [assigneeId],
    kind: 'assignment',
    title: `${actor.name} assigned conversation #${conversation.number} to you`,
    detail: conversation.preview,
    path: `/inbox/${conversation.id}`,
  }
}

function mentionNotice({ payload, actor }: EventOf<typeof messageCreated>): Notice | undefined {
  const { message, conversation } = payload
  const memberIds = message.mentions.filter((id) => id !== actor.id)
  if (memberIds.length === 0) return undefined
  return {
    memberIds,
    kind: 'mention',
    title: `${message.author.name} mentioned you in conversation #${conversation.number}`,
    detail: message.text,
    path: `/inbox/${conversation.id}`,
  }
}

async function reconnectNotice(
  ctx: Ctx,
  { payload }: EventOf<typeof channelChanged>,
): Promise<Notice | undefined> {
  const { state, name, reason } = payload
  if (state !== 'reconnect') return undefined
  return {
    memberIds: await membersWho(ctx, 'channels:write'),
    kind: 'reconnect',
    title: `${name} must be connected again`,
    detail: reason ?? 'Nothing comes in or goes out until then.',
    path: '/channels',
  }
}

/** The event does not say what became of the schedule: it is looked up. */
async function pausedNotice(
  ctx: Ctx,
  { payload, objectId }: EventOf<typeof reportsChanged>,
): Promise<Notice | undefined> {
  if (payload.what !== 'schedules' || objectId === null) return undefined
  const row = await ctx.db
    .selectFrom('report_schedules')
    .select(['member_id', 'name', 'paused_reason'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', objectId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row?.paused_reason) return undefined
  return {
    memberIds: [row.member_id],
    kind: 'report_paused',
    title: `The report ${row.name} is not sent any more`,
    detail: row.paused_reason,
    path: '/reports?tab=sent',
  }
}

async function membersWho(ctx: Ctx, scope: Scope): Promise<string[]> {
  const members = await listMembers(ctx)
  return members.filter(({ role }) => roleScopes[role].includes(scope)).map(({ id }) => id)
}
