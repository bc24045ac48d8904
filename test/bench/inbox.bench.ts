import { getConversation, listConversations, listMessages } from '#features/inbox/index.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { countSequentialScans, sample } from './kit/sample.ts'
import { seeded } from './kit/seed.ts'

const large = ['conversations', 'messages', 'contacts', 'contact_identities', 'conversation_reads']

/** What an agent waits for most: the first page of their list, and a conversation with a long history. */
export const bench = defineBench({
  name: 'inbox',
  unit: 'ms',
  async run(env) {
    const data = await seeded(env)
    const { ctxOf } = await openApp(env, data.database)
    const ctx = ctxOf(data.org.id, data.org.memberIds[0] ?? '')
    const conversationId = data.longConversationId
    const list = (assignee: 'mine' | 'unassigned') =>
      listConversations(ctx, { status: 'open', assignee, sort: 'newest' }, { limit: 50 })
    const open = () =>
      Promise.all([
        getConversation(ctx, { conversationId }),
        listMessages(ctx, { conversationId, limit: 50 }),
      ])
    const often = { warm: 50, runs: env.quick ? 100 : 1_000 }
    const p95 = async (work: () => Promise<unknown>) => percentile(await sample(work, often), 0.95)

    const times = { mine: 0, unassigned: 0, open: 0 }
    const scans = await countSequentialScans(env, data.database, large, async () => {
      times.mine = await p95(() => list('mine'))
      times.unassigned = await p95(() => list('unassigned'))
      times.open = await p95(open)
    })
    return [
      atMost('inbox, first page, open and mine, p95', times.mine, 'ms', 10),
      atMost('inbox, first page, open and unassigned, p95', times.unassigned, 'ms', 10),
      atMost('conversation of 5,000 messages, opened, p95', times.open, 'ms', 10),
      atMost('sequential scans of large tables meanwhile', scans, 'scans', 0),
    ]
  },
})
