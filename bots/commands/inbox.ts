import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { listConversations, openButton, searchMessages, since } from '#features/inbox/index.ts'
import type { CommandCtx } from '#contracts/command.ts'
import { findMember, listMembers } from '#features/orgs/index.ts'

const lists = {
  open: { title: 'Open', status: 'open', assignee: 'all', sort: 'newest' },
  all: { title: 'Open', status: 'open', assignee: 'all', sort: 'newest' },
  mine: { title: 'Yours', status: 'open', assignee: 'mine', sort: 'newest' },
  unassigned: { title: 'Nobody has these yet', status: 'open', assignee: 'unassigned', sort: 'newest' },
  waiting: { title: 'Waiting longest', status: 'open', assignee: 'all', sort: 'waiting' },
  unread: { title: 'Unread', status: 'open', assignee: 'all', sort: 'newest', filter: 'unread' },
  starred: { title: 'Starred', status: 'open', assignee: 'all', sort: 'newest', filter: 'starred' },
  pending: { title: 'Pending', status: 'pending', assignee: 'all', sort: 'newest' },
  snoozed: { title: 'Snoozed', status: 'snoozed', assignee: 'all', sort: 'newest' },
  resolved: { title: 'Resolved', status: 'resolved', assignee: 'all', sort: 'newest' },
} as const
type List = keyof typeof lists
const names = Object.keys(lists) as [List, ...List[]]

const rowsShown = 10
const buttonsShown = 5
/** What the list's own index does not know is looked for among so many. */
const lookedThrough = 100

const args = z.object({
  list: z.enum(names, `Choose one of: ${names.join(', ')}.`).default('open'),
  state: z
    .enum(['open', 'pending', 'snoozed', 'resolved'])
    .optional()
    .describe('open, pending, snoozed or resolved'),
  assignee: z.string().trim().max(120).optional().describe('A name, "me" or "nobody"'),
  only: z.enum(['unread', 'needs_reply', 'starred']).optional().describe('unread, needs_reply or starred'),
  label: z.string().trim().max(60).optional().describe('One of its labels'),
  platform: z.string().trim().max(40).optional().describe('instagram, whatsapp …'),
  account: z.string().trim().max(120).optional().describe('Name of the channel'),
  search: z.string().trim().max(200).optional().describe('Words in the messages'),
})
type Args = z.infer<typeof args>

export const command = defineCommand({
  name: 'inbox',
  summary: 'List conversations: open, mine, unassigned, waiting, unread …',
  scope: 'inbox:read',
  args,
  order: ['list'],
  examples: ['inbox', 'inbox mine', 'inbox assignee:mia label:refund'],
  async run(ctx, said) {
    if (said.search !== undefined) return search(ctx, said.search)
    const { items, title, more } = await find(ctx, said)
    if (items.length === 0)
      return reply({ kind: 'heading', text: title }, { kind: 'text', text: 'Nothing here. Well done.' })
    const members = ctx.scopes.has('members:read') ? await listMembers(ctx, { removed: true }) : []
    const nameOf = new Map(members.map((member) => [member.id, member.name]))
    const now = ctx.clock.now()
    return reply(
      { kind: 'heading', text: title },
      {
        kind: 'table',
        columns: ['#', 'Customer', 'Last message', 'Waits', 'With'],
        rows: items
          .slice(0, rowsShown)
          .map((item) => [
            String(item.number),
            item.contact.name,
            item.preview,
            since(item.waitingSince, now),
            item.assigneeId === null ? 'nobody' : (nameOf.get(item.assigneeId) ?? 'somebody'),
          ]),
        ...(more ? { more: 'There are more in the browser.' } : {}),
      },
      { kind: 'buttons', buttons: items.slice(0, buttonsShown).map((item) => openButton(item.number)) },
    )
  },
})

async function find(ctx: CommandCtx, said: Args) {
  const { title, ...query } = lists[said.list]
  const nobody = /^(nobody|none|no one)$/i.test(said.assignee ?? '')
  const member = said.assignee === undefined || nobody ? undefined : await findMember(ctx, said.assignee)
  const narrowed = member !== undefined || said.platform !== undefined || said.account !== undefined
  const { items, cursor } = await listConversations(
    ctx,
    {
      ...query,
      ...(said.state ? { status: said.state } : {}),
      ...(nobody ? { assignee: 'unassigned' as const } : {}),
      ...(said.only ? { filter: said.only } : {}),
      ...(said.label ? { label: said.label } : {}),
    },
    { limit: narrowed ? lookedThrough : rowsShown },
  )
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const kept = items.filter(
    (item) =>
      (member === undefined || item.assigneeId === member.id) &&
      (said.platform === undefined || same(item.channel.connector, said.platform)) &&
      (said.account === undefined ||
        same(item.channel.name, said.account) ||
        item.channel.id === said.account),
  )
  const words = [
    said.state,
    said.only?.replace('_', ' '),
    said.label,
    said.platform,
    member?.name,
    nobody ? 'nobody’s' : '',
  ]
  const named = words.filter((word): word is string => word !== undefined && word !== '').join(', ')
  return {
    items: kept,
    title: named === '' ? title : `Conversations: ${named}`,
    more: cursor !== null || kept.length > rowsShown,
  }
}

async function search(ctx: CommandCtx, words: string) {
  const { items, cursor } = await searchMessages(ctx, words, { limit: rowsShown })
  const title = { kind: 'heading' as const, text: `Messages with “${words.slice(0, 60)}”` }
  if (items.length === 0) return reply(title, { kind: 'text', text: 'Nobody wrote that.' })
  const numbers = [...new Set(items.map((hit) => hit.conversation.number))]
  return reply(
    title,
    {
      kind: 'table',
      columns: ['#', 'Customer', 'Message'],
      rows: items.map(({ conversation, message }) => [
        String(conversation.number),
        conversation.contactName,
        message.text.slice(0, 120),
      ]),
      ...(cursor === null ? {} : { more: 'There are more in the browser.' }),
    },
    { kind: 'buttons', buttons: numbers.slice(0, buttonsShown).map(openButton) },
  )
}
