import { z } from 'zod'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import type { CommandCtx } from '#contracts/command.ts'
import { nextFreeSlots, schedulePost } from '#features/calendar/index.ts'
import { card } from '#features/posts/index.ts'
import type { PostView } from '#features/posts/index.ts'
import { postArgument, withPost } from './post-argument.ts'
import { readWhen } from './when-argument.ts'

export const planArgs = z.object({
  post: postArgument,
  at: z.string().trim().max(200).optional().describe('When: tomorrow 9am, Friday 18:30 Berlin'),
  slot: z.string().trim().max(60).optional().describe('"next_free": the next free slot'),
  rrule: z.string().trim().max(1_000).optional().describe('A rule by which it repeats'),
})

/** `schedule` and `reschedule` are one act, called by what the post has already. */
export function plan(ctx: CommandCtx, name: string, args: z.infer<typeof planArgs>): Promise<Reply> {
  const { at, slot, rrule } = args
  const given = Object.fromEntries(
    Object.entries({ at, slot, rrule }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return withPost(ctx, args.post, { name, args: given }, async (post) => {
    const said = await readWhen(ctx, keepClock(post, args))
    if (said.kind === 'ask') return askWhen(ctx, post, name, said.text)
    const { warnings } = await schedulePost(ctx, { postId: post.id, when: said.when })
    const shown = await card.load(ctx, post.id)
    if (warnings.length === 0) return shown
    const told = warnings.map(({ message }) => ({
      kind: 'text' as const,
      tone: 'warn' as const,
      text: message,
    }))
    return { ...shown, parts: [...told, ...shown.parts] }
  })
}

/** A post that has a time keeps its clock when only a new day is said. */
function keepClock(post: PostView, args: z.infer<typeof planArgs>) {
  const clock = post.plannedWall?.slice(11, 16)
  const onlyDay =
    args.at !== undefined &&
    /^(tomorrow|today|(next\s+)?(mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2})$/i.test(
      args.at.trim(),
    )
  return onlyDay && clock ? { ...args, at: `${args.at?.trim() ?? ''} ${clock}` } : args
}

async function askWhen(ctx: CommandCtx, post: PostView, name: string, text: string): Promise<Reply> {
  const channelIds = post.targets.map((target) => target.channelId)
  const free = await nextFreeSlots(ctx, { channelIds, count: 3 })
  const args = { post: String(post.number) }
  return {
    ...reply(
      { kind: 'text', tone: 'warn', text },
      {
        kind: 'buttons',
        buttons: [
          ...free.map((slot) => ({
            label: `${slot.wall.slice(0, 16).replace('T', ' ')} (${slot.zone})`,
            command: { name, args: { ...args, at: `${slot.at}[${slot.zone}]` } },
          })),
          {
            label: 'Say when',
            command: { name, args },
            ask: [
              {
                name: 'at',
                label: 'When?',
                kind: 'line' as const,
                required: true,
                hint: 'For example: tomorrow 9am Berlin',
              },
            ],
          },
        ],
      },
    ),
    private: true,
  }
}
