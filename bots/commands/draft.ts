import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import type { CommandCtx } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { keepInLibrary } from '#features/media/index.ts'
import { card, createPost, isPlatform, publishingAccounts } from '#features/posts/index.ts'
import { completePlatforms, listOf, resolveAccounts } from './parts/channels-argument.ts'

const args = z.object({
  platforms: z.string().trim().max(300).optional().describe('Where it goes: instagram, x … or "all"'),
  text: z.string().max(60_000).optional().describe('What it says'),
  accounts: z
    .string()
    .trim()
    .max(2_000)
    .optional()
    .describe('Names of accounts, where a platform has several'),
  at: z.string().trim().max(200).optional().describe('When it goes out'),
  slot: z.string().trim().max(60).optional().describe('"next_free": the next free slot'),
  rrule: z.string().trim().max(500).optional().describe('A rule by which it repeats'),
  media: z.string().max(2_000).optional().describe('Files'),
  labels: z.string().trim().max(500).optional().describe('Labels, by commas'),
})
type Args = z.infer<typeof args>

export const command = defineCommand({
  name: 'draft',
  summary: 'Draft a post',
  scope: 'posts:write',
  args,
  order: ['platforms', 'text'],
  examples: ['draft x,facebook Doors open at nine', 'draft all at:"tomorrow 9am" First snow, first cocoa'],
  writes: true,
  // Files go into the library first; the same act told twice is one draft all the same.
  outside: true,
  complete: { platforms: completePlatforms },
  async run(ctx, said) {
    const meant = await withoutPlatform(ctx, said)
    const text = meant.text?.trim() ?? ''
    if (text === '' && !meant.media) return ask('What should it say? For example: draft x Doors open at nine')
    const again = { name: 'draft', args: stringsOf(meant) }
    if (!meant.platforms && !meant.accounts) return askPlatform(ctx, again.args)
    const found = await resolveAccounts(ctx, meant, again)
    if (found.kind === 'ask') return found.reply
    const media = await filesOf(ctx, meant.media)
    const post = await createPost(ctx, {
      body: { text, media },
      targets: found.accounts.map((account) => ({ channelId: account.id })),
      labels: listOf(meant.labels),
      source: isChatAct(ctx) ? { act: ctx.requestId } : {},
    })
    const planned = await plan(ctx, post.number, meant)
    const shown = await card.load(ctx, post.id)
    return planned === undefined ? shown : { ...shown, parts: [...planned.parts, ...shown.parts] }
  },
})

/** Each act in a chat has an id of its own, and may be told twice. */
const isChatAct = (ctx: CommandCtx) => ctx.requestId.startsWith('chat-')

/** A first word that is no platform is the text's. */
async function withoutPlatform(ctx: CommandCtx, said: Args): Promise<Args> {
  const { platforms, ...rest } = said
  if (platforms === undefined) return said
  const all = await publishingAccounts(ctx)
  if (all.length === 0 || listOf(platforms).some((word) => isPlatform(all, word))) return said
  return { ...rest, text: [platforms, rest.text].filter((one) => one !== undefined).join(' ') }
}

const stringsOf = (said: Args): Record<string, string> =>
  Object.fromEntries(
    Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

async function askPlatform(ctx: CommandCtx, said: Record<string, string>): Promise<Reply> {
  const platforms = [...new Set((await publishingAccounts(ctx)).map((one) => one.platform))]
  if (platforms.length === 0)
    return ask('No account that takes posts is connected yet. Connect one under Channels.')
  return {
    ...reply(
      { kind: 'text', tone: 'warn', text: 'Where should it go?' },
      {
        kind: 'buttons',
        buttons: [...platforms.slice(0, 8), ...(platforms.length > 1 ? ['all'] : [])].map((platform) => ({
          label: platform === 'all' ? 'All of them' : platform,
          command: { name: 'draft', args: { ...said, platforms: platform } },
        })),
      },
    ),
    private: true,
  }
}

async function filesOf(ctx: CommandCtx, media: string | undefined) {
  const files = []
  for (const id of listOf(media)) {
    const file = await keepInLibrary(ctx, id)
    files.push({ mediaId: file.id, alt: file.alt })
  }
  return files
}

/** Its time is the calendar's to understand: the same words as `schedule` takes. */
async function plan(ctx: CommandCtx, number: number, { at, slot, rrule }: Args): Promise<Reply | undefined> {
  const when = stringsOf({ at, slot, rrule })
  if (Object.keys(when).length === 0) return undefined
  const schedule = ctx.commands.get('schedule')
  const parsed = schedule?.args.safeParse({ post: String(number), ...when })
  if (!schedule || !parsed?.success)
    return ask('It has no time yet: I did not understand when. Schedule it by its button.')
  const said = await schedule.run(ctx, parsed.data)
  // Done: the card below says when. Anything else is a question.
  return said.card ? undefined : said
}

const ask = (text: string): Reply => ({ ...reply({ kind: 'text', tone: 'warn', text }), private: true })
