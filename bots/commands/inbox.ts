import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { listConversations, openButton, since } from '#features/inbox/index.ts'
import { listMembers } from '#features/orgs/index.ts'

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

export const command = defineCommand({
  name: 'inbox',
  summary: 'List conversations: open, mine, unassigned, waiting, unread …',
  scope: 'inbox:read',
  args: z.object({ list: z.enum(names, `Choose one of: ${names.join(', ')}.`).default('open') }),
  order: ['list'],
  examples: ['inbox', 'inbox mine', 'inbox waiting'],
  async run(ctx, { list }) {
    const { title, ...query } = lists[list]
    const { items, cursor } = await listConversations(ctx, query, { limit: rowsShown })
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
        rows: items.map((item) => [
          String(item.number),
          item.contact.name,
          item.preview,
          since(item.waitingSince, now),
          item.assigneeId === null ? 'nobody' : (nameOf.get(item.assigneeId) ?? 'somebody'),
        ]),
        ...(cursor === null ? {} : { more: 'There are more in the browser.' }),
      },
      { kind: 'buttons', buttons: items.slice(0, buttonsShown).map((item) => openButton(item.number)) },
    )
  },
})
