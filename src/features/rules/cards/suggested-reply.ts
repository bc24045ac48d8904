import { z } from 'zod'
import { approvalDecided, approvalReminded, approvalRequested } from '#features/approvals/index.ts'
import { defineCard } from '#contracts/card.ts'
import type { CardAudience } from '#contracts/card.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import { reply } from '#contracts/reply.ts'
import type { ReplyButton, ReplyPart, ReplyTone } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { idSchema } from '#kernel/ids.ts'
import { replySuggested, suggestionChanged } from '../events.ts'
import type { SuggestionState, SuggestionView } from '../suggestion.schema.ts'
import { getSuggestion } from '../suggestions/queries.ts'

const type = 'suggested-reply'

/** What a rule would answer, and who may send it: the same card in every chat where it stands. */
export const card = defineCard({
  type,
  async load(ctx, id) {
    const suggestion = await getSuggestion(ctx, id)
    return { ...draw(ctx, suggestion), tone: tones[suggestion.state], card: { type, id } }
  },
  async version(ctx, id) {
    const { version, state, since } = await getSuggestion(ctx, id)
    return `${version}.${state}.${since?.seq ?? ''}`
  },
  follows: [
    { on: replySuggested, ids: (event) => (event.objectId === null ? [] : [event.objectId]) },
    { on: suggestionChanged, ids: (event) => (event.objectId === null ? [] : [event.objectId]) },
    ...[approvalRequested, approvalDecided, approvalReminded].map((on) => ({ on, ids: replyOf })),
  ],
  posts: [
    { on: replySuggested, to: newSuggestion },
    { on: approvalRequested, to: async (_ctx, event) => askedPeople(event) },
    { on: approvalReminded, to: async (_ctx, event) => askedPeople(event, true) },
  ],
})

const about = z.object({ type: z.string(), id: idSchema })

function replyOf({ payload }: LoggedEvent): string[] {
  const said = about.safeParse(payload)
  return said.success && said.data.type === 'reply' ? [said.data.id] : []
}

/** Where the inbox is watched, and whoever the conversation belongs to. */
async function newSuggestion(ctx: Ctx, event: LoggedEvent): Promise<CardAudience> {
  const { suggestionId, conversationId } = replySuggested.payload.parse(event.payload)
  const conversation = await ctx.db
    .selectFrom('conversations')
    .select('assignee_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  const owner = conversation?.assignee_id ?? null
  return { id: suggestionId, memberIds: owner === null ? [] : [owner], purpose: 'inbox' }
}

function askedPeople(event: LoggedEvent, again = false): CardAudience | undefined {
  const [id] = replyOf(event)
  if (id === undefined) return undefined
  const { memberIds } = z.object({ memberIds: z.array(z.string()) }).parse(event.payload)
  return { id, memberIds, purpose: 'approvals', ...(again ? { again } : {}) }
}

const tones: Record<SuggestionState, ReplyTone> = {
  pending: 'normal',
  stale: 'warn',
  sent: 'good',
  discarded: 'normal',
}

function draw(ctx: Ctx, suggestion: SuggestionView) {
  const { since } = suggestion
  return reply(
    { kind: 'heading', text: `#${suggestion.conversationNumber} ${suggestion.contactName}` },
    ...(suggestion.asked ? [{ kind: 'quote' as const, text: suggestion.asked }] : []),
    quiet(`The rule “${suggestion.ruleName}” suggests:`),
    { kind: 'quote', text: suggestion.text },
    ...(since
      ? [
          { kind: 'text' as const, text: `${since.by} wrote since:`, tone: 'warn' as const },
          ...(since.text ? [{ kind: 'quote' as const, text: since.text }] : []),
        ]
      : []),
    ...lines(suggestion),
    { kind: 'buttons', buttons: buttons(ctx, suggestion) },
  )
}

const quiet = (text: string): ReplyPart => ({ kind: 'text', text, tone: 'quiet' })

function lines({ state, by, reason, approval }: SuggestionView): ReplyPart[] {
  if (state === 'sent') return [{ kind: 'text', text: `Sent by ${by ?? 'Parley'}.`, tone: 'good' }]
  const said: ReplyPart[] = reason ? [{ kind: 'text', text: reason, tone: 'warn' }] : []
  if (state === 'discarded') return [...said, quiet(`Discarded by ${by ?? 'Parley'}.`)]
  const waits = approval?.state === 'pending' ? approval.waitsFor : []
  return waits.length > 0 ? [...said, quiet(`Waits for the approval of ${waits.join(', ')}.`)] : said
}

function buttons(ctx: Ctx, suggestion: SuggestionView): ReplyButton[] {
  const open: ReplyButton = { label: 'Open in the browser', path: `/inbox/${suggestion.conversationId}` }
  const isOver = suggestion.state === 'sent' || suggestion.state === 'discarded'
  if (isOver || !ctx.scopes.has('inbox:reply')) return [open]
  const { since, id, text, approval } = suggestion
  const send = approval?.state === 'pending' ? 'Approve and send' : 'Send'
  // Who presses has this card before them, and with it the newest message.
  const args = { suggestion: id, ...(since ? { seen: since.seq } : {}) }
  const words = { name: 'text', label: 'What the customer will read', kind: 'text', required: true } as const
  return [
    { label: since ? 'Send anyway' : send, style: 'primary', command: { name: 'send-suggestion', args } },
    {
      label: 'Edit and send',
      command: { name: 'send-suggestion', args },
      ask: [{ ...words, value: text }],
    },
    { label: 'Discard', command: { name: 'discard-suggestion', args: { suggestion: id } } },
    open,
  ]
}
