import type { CardAudience } from '#contracts/card.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError, invalid, precondition } from '#kernel/errors.ts'
import type { Place } from './schema.ts'

/**
 * What people say of a place: `here`, `dm:<member id>`, `channel:#name`, `email:<address>`. Somewhere that is not
 * there is refused with what is.
 */
export async function placeCalled(ctx: Ctx, said: string): Promise<Place> {
  if (said === 'here') return here(ctx)
  const [, kind, rest = ''] = /^(dm|channel|email):(.+)$/.exec(said) ?? []
  switch (kind) {
    case 'dm':
      return checkPlace(ctx, { kind: 'member', memberId: rest })
    case 'channel':
      return channelCalled(ctx, rest)
    case 'email':
      return checkPlace(ctx, { kind: 'email', address: rest })
    default:
      throw invalid('Say where: here, a channel like #marketing, or an address.')
  }
}

function here({ origin, memberId }: Ctx): Place {
  if (origin?.place) return { kind: 'channel', ...origin.place, name: 'this channel' }
  if (memberId === undefined) throw invalid('Say where: a channel like #marketing, or an address.')
  return { kind: 'member', memberId }
}

async function channelCalled(ctx: Ctx, name: string): Promise<Place> {
  const plain = (text: string) => text.replace(/^#/, '').toLowerCase()
  const rows = await ctx.db
    .selectFrom('chat_channels as c')
    .innerJoin('chat_workspaces as w', (join) =>
      join.onRef('w.org_id', '=', 'c.org_id').onRef('w.id', '=', 'c.workspace_id'),
    )
    .select(['c.workspace_id as workspaceId', 'c.channel', 'c.name', 'w.surface'])
    .where('c.org_id', '=', ctx.orgId)
    .where('w.state', '=', 'active')
    .limit(500)
    .execute()
  const found = rows.filter((row) => plain(row.name) === plain(name))
  // The same name in two chats: the one in which it was said.
  const row = found.find((one) => one.surface === ctx.origin?.surface) ?? found[0]
  if (!row)
    throw new AppError(
      'not_found',
      `I post in no channel called ${name}. Choose it under Chats first${rows.length > 0 ? `, or take ${[...new Set(rows.map((one) => one.name))].slice(0, 5).join(', ')}` : ''}.`,
    )
  return { kind: 'channel', workspaceId: row.workspaceId, channel: row.channel, name: row.name }
}

/** Whether it can be reached at all, said before anything is kept. */
export async function checkPlace(ctx: Ctx, place: Place): Promise<Place> {
  if (place.kind === 'email' && !ctx.mail.configured)
    throw precondition('Mail is not set up here. Set SMTP_URL, or send it to a chat.')
  if (place.kind === 'channel') {
    const row = await ctx.db
      .selectFrom('chat_workspaces')
      .select('id')
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', place.workspaceId)
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', 'There is no such chat. See Chats.')
  }
  if (place.kind === 'member') {
    const row = await ctx.db
      .selectFrom('members')
      .select('id')
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', place.memberId)
      .where('active', '=', true)
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', 'There is no such member.')
  }
  return place
}

export const audienceOf = (id: string, place: Place): CardAudience | undefined => {
  switch (place.kind) {
    case 'channel':
      return { id, memberIds: [], places: [{ workspaceId: place.workspaceId, channel: place.channel }] }
    case 'member':
      return { id, memberIds: [place.memberId] }
    case 'email':
      return undefined
  }
}

export async function placeName(ctx: Ctx, place: Place): Promise<string> {
  if (place.kind === 'channel') return place.name
  if (place.kind === 'email') return place.address
  const row = await ctx.db
    .selectFrom('members')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', place.memberId)
    .executeTakeFirst()
  return row ? `a direct message to ${row.name}` : 'somebody who left'
}
