import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Reply, ReplyButton, ReplyCommand, ReplyField } from '#contracts/reply.ts'
import type { ChatButton, ChatPart, ChatView } from '#contracts/surface.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { keepCharts } from '#features/charts/index.ts'

const lifetimeMs = 30 * 24 * 60 * 60_000
const tokenLength = 27

/** The object whose card a view is, and the state that it shows. */
export interface DrawnCard {
  type: string
  id: string
  version: string | null
  /** Of the view: an equal one need not be drawn again. */
  hash: string
  /** Position of the log at which the object was read (bigint, as text). */
  pos: string
}

interface MadeButton {
  token: string
  label: string
  command: ReplyCommand
  ask: ReplyField[] | undefined
}

/**
 * Makes a reply ready to draw: what its buttons do is stored, and they carry opaque tokens. The same button of
 * the same state has the same token, so that equal states make equal views. A chart is kept and becomes an image
 * of its id, which is drawn when the surface asks for the file.
 *
 * @param options.memberId only this member may press.
 */
export async function toView(
  ctx: Ctx,
  reply: Reply,
  options: { object?: { type: string; id: string; version: string | null }; memberId?: string | undefined },
): Promise<ChatView> {
  const made: MadeButton[] = []
  const memberId = reply.private ? options.memberId : undefined
  const make = (label: string, command: ReplyCommand, ask: ReplyField[] | undefined): string => {
    const facts = JSON.stringify([
      ctx.orgId,
      options.object ?? null,
      memberId ?? null,
      label,
      command,
      ask ?? null,
    ])
    const token = ctx.secrets.sign('chat-button', facts).slice(0, tokenLength)
    made.push({ token, label, command, ask })
    return token
  }
  const charts = reply.parts.flatMap((part) => (part.kind === 'chart' ? [part.chart] : []))
  const chartIds = await keepCharts(ctx, charts)
  const parts = reply.parts.flatMap((part): ChatPart[] => {
    if (part.kind === 'form') {
      const id = make(part.label, part.submit, part.fields)
      return [{ kind: 'buttons', buttons: [{ label: part.label, style: 'primary', id, asks: true }] }]
    }
    if (part.kind === 'chart') {
      const mediaId = must(chartIds[charts.indexOf(part.chart)], 'kept chart')
      return [{ kind: 'image', mediaId, alt: part.chart.alt }]
    }
    if (part.kind !== 'buttons') return [part]
    const buttons = part.buttons.map((button) => toButton(ctx, button, make))
    return buttons.length === 0 ? [] : [{ kind: 'buttons', buttons }]
  })
  await storeButtons(ctx, made, options.object, memberId)
  return { parts, private: reply.private ?? false, tone: reply.tone }
}

function toButton(
  ctx: Ctx,
  button: ReplyButton,
  make: (label: string, command: ReplyCommand, ask: ReplyField[] | undefined) => string,
): ChatButton {
  if ('url' in button) return { label: button.label, url: button.url }
  if ('path' in button) return { label: button.label, url: `${ctx.config.publicUrl}${button.path}` }
  const ask = button.ask && button.ask.length > 0 ? button.ask : undefined
  return {
    label: button.label,
    ...(button.style ? { style: button.style } : {}),
    id: make(button.label, button.command, ask),
    asks: ask !== undefined,
  }
}

async function storeButtons(
  ctx: Ctx,
  made: MadeButton[],
  object: { type: string; id: string; version: string | null } | undefined,
  memberId: string | undefined,
): Promise<void> {
  const rows = [...new Map(made.map((button) => [button.token, button])).values()]
  // Always in one order: two who draw the same card must not wait for each other in a circle.
  rows.sort((a, b) => (a.token < b.token ? -1 : 1))
  if (rows.length === 0) return
  const now = ctx.clock.now().getTime()
  await ctx.db
    .insertInto('card_buttons')
    .values(
      rows.map((button) => ({
        org_id: ctx.orgId,
        token: button.token,
        object_type: object?.type ?? null,
        object_id: object?.id ?? null,
        object_version: object?.version ?? null,
        member_id: memberId ?? null,
        label: button.label,
        command: button.command.name,
        args: JSON.stringify(button.command.args),
        ask: button.ask ? JSON.stringify(button.ask) : null,
        expires_at: new Date(now + lifetimeMs),
      })),
    )
    // No columns: whoever draws the same at the same moment may be met at either of the two unique keys.
    .onConflict((oc) => oc.doNothing())
    .execute()
  await sql`update card_buttons set expires_at = ${new Date(now + lifetimeMs)}
    where org_id = ${ctx.orgId} and token in (
      select token from card_buttons where org_id = ${ctx.orgId} and token = any (${rows.map(({ token }) => token)})
        and expires_at < ${new Date(now + lifetimeMs / 2)} order by token for update)`.execute(ctx.db)
}

/** The present state of an object as a view that may be posted; also for a command's answer that is a card. */
export async function drawCard(
  ctx: Ctx,
  object: { type: string; id: string },
  load?: Reply,
): Promise<{ view: ChatView; card: DrawnCard }> {
  const card = ctx.cards.get(object.type)
  // Read first: what is drawn is at least as new as this says.
  const pos = await logPosition(ctx)
  const version = (await card?.version?.(ctx, object.id)) ?? null
  const reply = load ?? (await must(card, `card of type ${object.type}`).load(ctx, object.id))
  const view = await toView(ctx, reply, { object: { ...object, version }, memberId: ctx.memberId })
  const hash = createHash('sha256').update(JSON.stringify(view)).digest('base64url')
  return { view, card: { ...object, version, hash, pos } }
}

async function logPosition(ctx: Ctx): Promise<string> {
  const { rows } = await sql<{ pos: string }>`
    select coalesce(max(pos), 0)::text as pos from events where org_id = ${ctx.orgId}`.execute(ctx.db)
  return rows[0]?.pos ?? '0'
}
