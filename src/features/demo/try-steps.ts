import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { demoShopUrl } from '#features/webchat/index.ts'
import type { TryStep } from './schema.ts'

/** What the newcomer has done; the demo's own rows have ids that begin with `demo-`. */
interface Done {
  wrote: boolean
  answered: boolean
  acted: boolean
  ruleRan: boolean
  connected: boolean
  asked: boolean
  invited: boolean
  approved: boolean
  wrotePost: boolean
  fromChat: boolean
  noted: boolean
  reported: boolean
}

/** The journey of a newcomer; each step leads to the real screen, and ticks itself off by what happened. */
export async function listTrySteps(ctx: Ctx): Promise<TryStep[]> {
  requireScope(ctx, 'inbox:read')
  const done = await readDone(ctx)
  const shop = demoShopUrl(ctx.app)
  return [
    ...(shop
      ? [
          {
            title: 'Write as a customer',
            text: 'Open the demo shop and ask something in the chat at the bottom right. Try "When are you open?"',
            href: shop,
            done: done.wrote,
          },
        ]
      : []),
    {
      title: 'Answer in the inbox',
      text: 'Your message is there already. Open it and write back.',
      href: '/inbox',
      done: done.answered,
    },
    {
      title: 'Be a customer on Instagram, Messenger or Telegram',
      text: 'The sandbox plays the platform: write, send a photo, mention the shop in a story, and see what arrives.',
      href: '/sandbox',
      done: done.acted,
    },
    {
      title: 'See why a rule answered',
      text: 'Every run says which part matched. Change a rule and test it on past messages.',
      href: '/rules',
      done: done.ruleRan,
    },
    {
      title: 'Write a post',
      text: 'Choose accounts, see how it looks on each, give it a time. One of the posts that stand there has failed: open it and see what to do.',
      href: '/posts',
      done: done.wrotePost,
    },
    {
      title: 'Approve a post',
      text: 'Two posts wait for you. Look at the preview, then approve one, or ask for changes.',
      href: '/approvals',
      done: done.approved,
    },
    {
      title: 'Do the same from Slack, Discord or Telegram',
      text: 'The sandbox plays your team’s chats. As Ana in #social, press a button on a card, or write to Parley: draft x Hello from Slack',
      href: '/sandbox',
      done: done.fromChat,
    },
    {
      title: 'Follow a customer in the team’s chat',
      text: 'Write as a new customer, then look into #support: the conversation is there, with a thread. What you type in it is a note.',
      href: '/sandbox',
      done: done.noted,
    },
    {
      title: 'Get a figure by asking for it',
      text: 'Ask: "reach last 30 days by account, compared with before". The sandbox counts like the platforms do. Save the answer to a report.',
      href: '/ask',
      done: done.reported,
    },
    {
      title: 'Ask the console',
      text: 'Type "inbox" or "help". The same commands run in your team’s chat.',
      href: '/console',
      done: done.asked,
    },
    {
      title: 'Connect a real account',
      text: 'A Telegram bot takes two minutes.',
      href: '/channels',
      done: done.connected,
    },
    {
      title: 'Invite your team',
      text: 'Agents answer, viewers watch. You choose.',
      href: '/team',
      done: done.invited,
    },
  ]
}

async function readDone(ctx: Ctx): Promise<Done> {
  const org = ctx.orgId
  const { rows } = await sql<Done>`
    with theirs as (
      select m.channel_id, h.connector from messages m join channels h on h.org_id = m.org_id and h.id = m.channel_id
      where m.org_id = ${org} and m.author_kind = 'contact' and m.provider_id not like 'demo-%' limit 500)
    select exists (select from theirs where connector = 'webchat') as wrote,
      exists (select from theirs where connector <> 'webchat') as acted,
      exists (select from messages m join members u on u.org_id = m.org_id and u.id = m.author_id
        where m.org_id = ${org} and m.kind = 'message' and m.author_kind = 'member' and u.role = 'owner') as answered,
      exists (select from messages m where m.org_id = ${org} and m.author_kind = 'rule' and exists (
        select from messages t where t.org_id = m.org_id and t.conversation_id = m.conversation_id
          and t.author_kind = 'contact' and t.provider_id not like 'demo-%')) as "ruleRan",
      exists (select from channels where org_id = ${org} and not sandbox) as connected,
      exists (select from audit_log where org_id = ${org} and verb = 'console.run') as asked,
      exists (select from approval_decisions d join members u on u.org_id = d.org_id and u.id::text = d.actor->>'id'
        where d.org_id = ${org} and u.role = 'owner' and d.decision in ('approve', 'request_changes', 'reject'))
        as approved,
      exists (select from posts p join members u on u.org_id = p.org_id and u.id = p.author_id
        where p.org_id = ${org} and u.role = 'owner') as "wrotePost",
      exists (select from audit_log where org_id = ${org} and surface is not null and message is not null)
        as "fromChat",
      exists (select from cards c join messages m on m.org_id = c.org_id and m.conversation_id::text = c.object_id
        where c.org_id = ${org} and c.object_type = 'conversation' and m.kind = 'note') as noted,
      exists (select from reports where org_id = ${org} and deleted_at is null) as reported,
      exists (select from invitations where org_id = ${org}) as invited`.execute(ctx.db)
  return (
    rows[0] ?? {
      wrote: false,
      answered: false,
      acted: false,
      ruleRan: false,
      connected: false,
      asked: false,
      invited: false,
      approved: false,
      wrotePost: false,
      fromChat: false,
      noted: false,
      reported: false,
    }
  )
}
